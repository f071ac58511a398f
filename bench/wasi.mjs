// Runs a WASI module under node: node wasi.mjs MODULE ARGUMENTS...
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { argv, exit } from "node:process";
import { WASI } from "node:wasi";

const wasi = new WASI({ version: "preview1", args: [basename(argv[2]), ...argv.slice(3)], returnOnExit: true });
const module = await WebAssembly.compile(await readFile(argv[2]));
exit(wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject())));
