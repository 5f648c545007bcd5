// The schemas of schemas.json by name.
import { readFileSync } from "node:fs";

const { $comment, ...schemas } = JSON.parse(readFileSync(new URL("schemas.json", import.meta.url), "utf8"));
export { schemas };
