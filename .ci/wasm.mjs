// Runs a WebAssembly program: `node .ci/wasm.mjs FILE ARGUMENTS..`. One for WASI gets that; any other gets nothing at all.
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const [, , file, ...args] = process.argv;
const module = await WebAssembly.compile(await readFile(file));
if (WebAssembly.Module.imports(module).length > 0) {
    const wasi = new WASI({ version: "preview1", args: [file, ...args], env: process.env, preopens: { "/": "/" } });
    process.exit(wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject())) ?? 0);
}
const { exports } = await WebAssembly.instantiate(module);
process.exit(exports.main(0, 0));
