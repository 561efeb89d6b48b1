/** An environment for Go views in tests: real layouts of one port's sizes, C units and imported types as given. */
import type { CUnit } from "../../server/src/c/unit.ts";
import type { GoEnvironment } from "../../server/src/go/facts.ts";
import { layoutGo, layoutGoStruct } from "../../server/src/layout/go.ts";
import type { CModel, GoSizes } from "../../server/src/target/target.ts";

export interface EnvironmentOptions {
  readonly sizes?: GoSizes;
  readonly c?: CModel;
  readonly units?: ReadonlyMap<string, CUnit>;
  readonly imported?: GoEnvironment["imported"];
  readonly importedConstant?: NonNullable<GoEnvironment["importedConstant"]>;
  readonly importedResults?: NonNullable<GoEnvironment["importedResults"]>;
}

export function goEnvironment(options: EnvironmentOptions = {}): GoEnvironment {
  const sizes: GoSizes = options.sizes ?? { wordSize: 8, maxAlign: 8 };
  const world = { sizes, c: options.c ?? "no C here" };
  return {
    key: `${sizes.wordSize}/${sizes.maxAlign}`,
    sizes,
    cUnit: (path) => options.units?.get(path),
    sizeof: (type) => {
      const layout = layoutGo(type, world);
      return layout.known ? layout.size : undefined;
    },
    alignof: (type) => {
      const layout = layoutGo(type, world);
      return layout.known ? layout.align : undefined;
    },
    offsetof: (struct, name) => {
      if (struct.kind !== "named" && struct.kind !== "struct") return undefined;
      const layout = layoutGoStruct(struct, world);
      const bitOffset = layout.known ? layout.fields.find((field) => field.name === name)?.bitOffset : undefined;
      return bitOffset === undefined ? undefined : bitOffset / 8;
    },
    cSizeof: () => undefined,
    isCharSigned: () => options.c?.charSigned,
    imported: options.imported ?? (() => undefined),
    importedConstant: options.importedConstant ?? (() => undefined),
    importedResults: options.importedResults ?? (() => undefined),
  };
}
