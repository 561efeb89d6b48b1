/**
 * What one run of the command line has at hand, and the few questions every command asks of it: what a path
 * given by the user means, how a path is shown, and how a line of trouble is told.
 */
import type { Engine } from "../features/api.ts";
import { type FileCache, settle } from "../features/loader.ts";
import type { Host, Terminal } from "../host.ts";
import type { Rule } from "../rules/rule.ts";
import type { TargetRegistry } from "../target/registry.ts";
import type { Resumable } from "../text/files.ts";
import { join } from "../text/path.ts";

/** What a rule says of itself; the checking part of a rule is none of the command line's business. */
export type RuleInfo = Pick<Rule, "id" | "title" | "severity" | "group" | "fix" | "since" | "doc">;

/** What the entry brings: the parts that are made from files of the installation, and the language server. */
export interface Parts {
  readonly version: string;
  readonly rules: readonly RuleInfo[];
  /** Reads the table of targets; rejects when the installation is broken. */
  readonly createRegistry: (host: Host) => Promise<TargetRegistry>;
  /** Loads grammars and facts; rejects when the installation is broken. */
  readonly createEngine: (host: Host) => Promise<Engine>;
  /** Runs the language server on standard input and output until its client ends it; answers the exit status. */
  readonly serve: () => Promise<number>;
}

export interface Session {
  readonly terminal: Terminal;
  readonly host: Host;
  readonly cache: FileCache;
  readonly parts: Parts;
  readonly registry: TargetRegistry;
}

/** Runs a question to the engine until it is answered, reading the files it asks for. */
export function ask<T>(session: Session, step: () => Resumable<T>): Promise<T> {
  return settle(session.host, session.cache, step);
}

/** An argument as an absolute path with `/`. Backslashes separate only where the current folder has a drive. */
export function absolutePath(terminal: Terminal, given: string): string {
  const isWindows = /^[A-Za-z]:\//.test(terminal.folder);
  return join(terminal.folder, isWindows ? given.replaceAll("\\", "/") : given);
}

/** A path for people and machines: relative to the current folder when inside it, else absolute. */
export function shownPath(terminal: Terminal, path: string): string {
  if (path === terminal.folder) return ".";
  const root = terminal.folder.endsWith("/") ? terminal.folder : `${terminal.folder}/`;
  return path.startsWith(root) ? path.slice(root.length) : path;
}

/** One line on standard error. */
export function complain(terminal: Terminal, line: string): void {
  terminal.error(`abi-lens: ${line.replace(/[\r\n]+/g, " ")}\n`);
}
