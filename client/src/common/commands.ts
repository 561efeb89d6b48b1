/** The ids of the commands, as package.json contributes them. */

/** "ABI Lens: Restart Server". */
export const restartCommand = "abiLens.restartServer";

/** "ABI Lens: Show Output". */
export const showOutputCommand = "abiLens.showOutput";
