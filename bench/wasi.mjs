// Runs a WASI module under node: node wasi.mjs [--dir DIRECTORY] MODULE ARGUMENTS...
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { argv, exit } from "node:process";
import { WASI } from "node:wasi";

const dir = argv[2] === "--dir" ? argv.splice(2, 2)[1] : undefined;
const wasi = new WASI({ version: "preview1", args: [basename(argv[2]), ...argv.slice(3)], preopens: dir ? { [dir]: dir } : {}, returnOnExit: true });
const module = await WebAssembly.compile(await readFile(argv[2]));
exit(wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject())));
