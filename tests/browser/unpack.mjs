// Prints where the browser of @sparticuz/chromium was unpacked to (below TMPDIR). Run in the folder that has node_modules.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// Its libraries are unpacked too where it believes to be on Lambda.
process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs20.x";
const require = createRequire(pathToFileURL(`${process.cwd()}/`));
const { default: chromium } = await import(pathToFileURL(require.resolve("@sparticuz/chromium")).href);
console.log(await chromium.executablePath());
