// What a portal in TypeScript writes with the generated types: it compiles as long as the interface says what it said.
import type { components, paths } from "./interface";

type Case = components["schemas"]["CaseView"];
type Problem = components["schemas"]["ProblemView"];
type Submission = NonNullable<paths["/v1/cases"]["post"]["requestBody"]>["content"]["application/json"];
type Receipt = paths["/v1/cases"]["post"]["responses"][202]["content"]["application/json"];

export const submission: Submission = { draft: "3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b" };

export async function submit(server: string, token: string, body: Submission): Promise<Receipt> {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json", "Idempotency-Key": "20261201-0001" };
  const answer = await fetch(`${server}/v1/cases`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) {
    const refused: Problem = await answer.json();
    throw new Error(`${refused.code}: ${refused.detail}`);
  }
  return answer.json();
}

export const left = (seen: Case): string[] =>
  seen.items.filter((one) => one.outcome === null || one.outcome === undefined).map((one) => one.name);
