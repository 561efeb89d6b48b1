/**
 * What a package's compile-time guards rule out: a view on which a guard about a type does not compile is one that
 * nobody builds, so nothing is to be said of that type there. Knows no syntax; go/guards.ts reads the declarations.
 */
import type { GoType } from "../types/go.ts";
import type { PackageView } from "./package.ts";

export interface Guards {
  /** Whether a guard that asks about the type fails to compile on the targets of a view. */
  refuse(type: GoType, view: PackageView): boolean;
}

export const guards: Guards = {
  refuse: (type, view) => view.go.guards.some(({ isRefused, types }) => isRefused && types.includes(type)),
};
