/**
 * Turns copied syntax nodes into statements. What has no bearing on names, types, calls or on what is reached
 * (labels, empty statements) is left out.
 */
import type { Block, Clause, Expression, IfBranch, Name, Statement } from "./ast.ts";
import { liftTypeSpecs, liftValueSpecs } from "./liftDeclarations.ts";
import { deepest, type Lift, liftExpression, liftName, liftOptional } from "./liftExpressions.ts";
import { childOf, childrenOf, namedOf, type PlainNode } from "./nodes.ts";

/** How many `else if` one statement may have. */
const longestChain = 1000;

/** An empty block at `owner` when there is none. */
export function liftBlock(lift: Lift, node: PlainNode | undefined, owner: PlainNode): Block {
  if (node === undefined) return { kind: "block", start: owner.end, end: owner.end, statements: [] };
  return { kind: "block", start: node.start, end: node.end, statements: liftStatements(lift, namedOf(node)) };
}

function liftStatements(lift: Lift, nodes: readonly PlainNode[]): Statement[] {
  const statements: Statement[] = [];
  for (const node of nodes) {
    const statement = liftStatement(lift, node);
    if (statement !== undefined) statements.push(statement);
  }
  return statements;
}

/** Undefined for statements that say nothing. */
function liftStatement(lift: Lift, node: PlainNode): Statement | undefined {
  if (lift.depth >= deepest) return { kind: "bad", start: node.start, end: node.end };
  lift.depth++;
  const statement = liftKnown(lift, node);
  lift.depth--;
  return statement;
}

function liftKnown(lift: Lift, node: PlainNode): Statement | undefined {
  const { start, end } = node;
  switch (node.kind) {
    case "empty_statement":
    case "fallthrough_statement":
      return undefined;
    case "break_statement":
    case "continue_statement":
    case "goto_statement":
      return { kind: "jump", start, end, isPlainBreak: node.kind === "break_statement" && namedOf(node).length === 0 };
    case "block":
      return liftBlock(lift, node, node);
    case "expression_statement":
    case "go_statement":
    case "defer_statement":
      return { kind: "expression", start, end, expressions: namedOf(node).map((child) => liftExpression(lift, child)) };
    case "send_statement":
      return {
        kind: "expression",
        start,
        end,
        expressions: [liftExpression(lift, childOf(node, "channel")), liftExpression(lift, childOf(node, "value"))],
      };
    case "inc_statement":
    case "dec_statement":
      return {
        kind: "assign",
        start,
        end,
        left: namedOf(node).map((child) => liftExpression(lift, child)),
        operator: node.kind === "inc_statement" ? "++" : "--",
        right: [],
        defines: false,
      };
    case "assignment_statement":
    case "short_var_declaration":
    case "receive_statement":
      return liftAssignment(lift, node);
    case "var_declaration":
    case "const_declaration":
      return { kind: "declare", start, end, types: [], values: liftValueSpecs(lift, node) };
    case "type_declaration":
      return { kind: "declare", start, end, types: liftTypeSpecs(lift, node), values: [] };
    case "return_statement":
      return { kind: "return", start, end, results: namedOf(node).flatMap((list) => liftList(lift, list)) };
    case "labeled_statement": {
      const inner = namedOf(node).find((child) => child.field !== "label");
      return inner === undefined ? undefined : liftStatement(lift, inner);
    }
    case "if_statement":
      return liftIf(lift, node);
    case "for_statement":
      return liftFor(lift, node);
    case "expression_switch_statement":
      return {
        kind: "switch",
        start,
        end,
        initializer: liftSimple(lift, childOf(node, "initializer")),
        tag: liftOptional(lift, childOf(node, "value")),
        clauses: liftClauses(lift, node),
      };
    case "type_switch_statement":
      return {
        kind: "typeSwitch",
        start,
        end,
        initializer: liftSimple(lift, childOf(node, "initializer")),
        name: liftAlias(lift, childOf(node, "alias")),
        of: liftExpression(lift, childOf(node, "value")),
        clauses: liftClauses(lift, node),
      };
    case "select_statement":
      return { kind: "select", start, end, clauses: liftClauses(lift, node) };
    default:
      return { kind: "bad", start, end };
  }
}

function liftSimple(lift: Lift, node: PlainNode | undefined): Statement | undefined {
  if (node === undefined) return undefined;
  const statement = liftStatement(lift, node);
  if (statement?.kind !== "bad") return statement;
  // The grammar gives a lone expression without its statement.
  return { kind: "expression", start: node.start, end: node.end, expressions: [liftExpression(lift, node)] };
}

function liftAssignment(lift: Lift, node: PlainNode): Statement {
  const left = childOf(node, "left");
  const right = childOf(node, "right");
  const token = node.children.find((child) => !child.isNamed && child.kind.endsWith("="));
  const operator = token?.kind ?? "=";
  return {
    kind: "assign",
    start: node.start,
    end: node.end,
    left: left === undefined ? [] : liftList(lift, left),
    operator,
    right: right === undefined ? [] : liftList(lift, right),
    defines: operator === ":=",
  };
}

function liftList(lift: Lift, node: PlainNode): Expression[] {
  return node.kind === "expression_list" ? namedOf(node).map((child) => liftExpression(lift, child)) : [liftExpression(lift, node)];
}

function liftAlias(lift: Lift, node: PlainNode | undefined): Name | undefined {
  const name = node?.kind === "expression_list" ? namedOf(node)[0] : node;
  return name === undefined ? undefined : liftName(lift, name);
}

function liftIf(lift: Lift, node: PlainNode): Statement {
  const branches: IfBranch[] = [];
  let at: PlainNode | undefined = node;
  while (at?.kind === "if_statement" && branches.length < longestChain) {
    branches.push({
      initializer: liftSimple(lift, childOf(at, "initializer")),
      condition: liftExpression(lift, childOf(at, "condition")),
      body: liftBlock(lift, childOf(at, "consequence"), at),
    });
    at = childOf(at, "alternative");
  }
  const otherwise = at?.kind === "block" ? liftBlock(lift, at, at) : undefined;
  return { kind: "if", start: node.start, end: node.end, branches, otherwise };
}

function liftFor(lift: Lift, node: PlainNode): Statement {
  const { start, end } = node;
  const body = liftBlock(lift, childOf(node, "body"), node);
  const head = namedOf(node).find((child) => child.field !== "body");
  if (head?.kind === "range_clause") {
    const left = childOf(head, "left");
    return {
      kind: "range",
      start,
      end,
      left: left === undefined ? [] : liftList(lift, left),
      defines: head.children.some((child) => child.kind === ":="),
      of: liftExpression(lift, childOf(head, "right")),
      body,
    };
  }
  const isClause = head?.kind === "for_clause";
  return {
    kind: "for",
    start,
    end,
    initializer: isClause ? liftSimple(lift, childOf(head, "initializer")) : undefined,
    condition: isClause ? liftOptional(lift, childOf(head, "condition")) : liftOptional(lift, head),
    update: isClause ? liftSimple(lift, childOf(head, "update")) : undefined,
    body,
  };
}

function liftClauses(lift: Lift, node: PlainNode): Clause[] {
  const clauses: Clause[] = [];
  for (const clause of namedOf(node)) {
    if (!/_case$/.test(clause.kind)) continue;
    const communication = childOf(clause, "communication");
    const heads = clause.kind === "type_case" ? childrenOf(clause, "type") : childrenOf(clause, "value");
    clauses.push({
      start: clause.start,
      end: clause.end,
      expressions: heads.flatMap((head) => liftList(lift, head)),
      communication: liftSimple(lift, communication),
      isDefault: clause.kind === "default_case",
      fallsThrough: namedOf(clause).some((child) => child.kind === "fallthrough_statement"),
      body: liftStatements(
        lift,
        namedOf(clause).filter((child) => child !== communication && !heads.includes(child)),
      ),
    });
  }
  return clauses;
}
