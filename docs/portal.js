// From the first question to the rating, by fetch, from a page of another origin (docs/portal.md).
// A module without dependencies: browsers run it as it is, and so does Node.

/** What a refusal says (RFC 9457): `code` never changes, `detail` is for the person, `errors` name the fields. */
export class Refused extends Error {
  constructor(what, status, problem) {
    super(`${what}: ${status} ${problem.code ?? ""} ${problem.detail ?? ""}`);
    Object.assign(this, { status, ...problem });
  }
}

/** What stands before the interface (a proxy, a gateway) may refuse in words that are no JSON. */
const refusal = async (what, answer) => new Refused(what, answer.status, await answer.json().catch(() => ({})));

const said = async (what, answer) => {
  if (!answer.ok) throw await refusal(what, answer);
  return answer.json();
};

/** The embedded platform's own issuer, for trying. Elsewhere: `authorizeAddress`, then `exchange`. */
export async function signInAs(server, identity) {
  const answer = await fetch(`${server}/issuer/token`, { method: "POST", body: JSON.stringify({ identity }) });
  return (await said("sign in", answer)).access_token;
}

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** Keep it (sessionStorage) until the person is back: RFC 7636, 4.1. */
export const newVerifier = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** RFC 7636, 4.2, S256. */
export async function challengeOf(verifier) {
  return base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
}

/** Where to send the person: OpenID Connect, code flow with PKCE. */
export async function authorizeAddress(authorize, { client, returnTo, state, verifier }) {
  const address = new URL(authorize);
  const asked = { response_type: "code", scope: "openid", client_id: client, redirect_uri: returnTo, state };
  const proof = { code_challenge: await challengeOf(verifier), code_challenge_method: "S256" };
  for (const [name, value] of Object.entries({ ...asked, ...proof })) address.searchParams.set(name, value);
  return address.href;
}

/** The code that came back, for a token; the issuer has to let this page's origin ask. */
export async function exchange(token, { client, returnTo, code, verifier }) {
  const body = new URLSearchParams({
    grant_type: "authorization_code", client_id: client, redirect_uri: returnTo, code, code_verifier: verifier,
  });
  const answer = await fetch(token, { method: "POST", body });
  return (await said("a code for a token", answer)).access_token;
}

export class Portal {
  constructor(server, token) {
    Object.assign(this, { server, token });
  }

  /** The answer's JSON. `key`: one for one act; sent again after a lost answer, it does it once. */
  async ask(method, path, body, { key = crypto.randomUUID(), headers = {} } = {}) {
    return (await this.answer(method, path, body, { key, headers })).json();
  }

  async answer(method, path, body, { key, headers = {} } = {}) {
    const given = { Authorization: `Bearer ${this.token}`, ...headers };
    if (body !== undefined) given["Content-Type"] = "application/json";
    if (key && method !== "GET") given["Idempotency-Key"] = key;
    const sent = { method, headers: given, body: body === undefined ? undefined : JSON.stringify(body) };
    const answer = await fetch(`${this.server}${path}`, sent);
    if (!answer.ok) throw await refusal(`${method} ${path}`, answer);
    return answer;
  }

  /** One question at a time, as long as the guide has one; `answer(question)` is the person's. */
  async guide(answer) {
    const answers = {};
    for (;;) {
      const advice = await this.ask("POST", "/v1/guide/assessment", { answers });
      const [question] = advice.next_questions;
      if (!question) return { answers, advice };
      answers[question.code] = await answer(question);
    }
  }

  /** A draft for what applies, filled in from shared data, each kind of sensitive data after its own consent. */
  async draft({ answers, advice }) {
    const items = advice.items.filter((one) => one.verdict !== "does_not_apply").map((one) => one.code);
    const draft = await this.ask("POST", "/v1/drafts", { items, answers });
    for (const { code, version } of draft.consents)
      await this.ask("PUT", `/v1/drafts/${draft.draft_id}/consents/${code}`, { given: true, version });
    return (await this.ask("POST", `/v1/drafts/${draft.draft_id}/prefill`)).draft;
  }

  /** Only the fields given are changed; what has changed meanwhile is not written over (If-Match). */
  async save(draftId, sections) {
    const address = `/v1/drafts/${draftId}`;
    const { headers } = await this.answer("GET", address);
    return this.ask("PATCH", address, { sections }, { headers: { "If-Match": headers.get("ETag") } });
  }

  /** What the person began: `entries`, and in `unreadable` the ids of drafts that cannot be read just now and are not lost. */
  drafts(cursor) {
    return this.ask("GET", cursor ? `/v1/drafts?cursor=${encodeURIComponent(cursor)}` : "/v1/drafts");
  }

  /** 授权码: told to a clerk, who goes on with the draft for a day, unless it is taken back. */
  letWindow(draftId) {
    return this.ask("POST", `/v1/drafts/${draftId}/codes`);
  }

  /** At once, and no code of before is good any more; what was filled in stays. */
  takeBack(draftId) {
    return this.ask("DELETE", `/v1/drafts/${draftId}/codes`);
  }

  /** Announce it, send it straight to the store of files, confirm it. `place`: a draft's or a case's `/materials`. */
  async upload(place, { item, material, file }) {
    const bytes = await file.arrayBuffer();
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const sha256 = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const announced = { item, material, media_type: file.type, size: file.size, sha256 };
    const { id, address, headers } = await this.ask("POST", place, announced);
    const sent = await fetch(address, { method: "PUT", headers, body: file });
    // 412: it is there already, because an earlier answer was lost.
    if (!sent.ok && sent.status !== 412) throw await refusal("PUT a file", sent);
    return this.ask("POST", `${place}/${id}/confirmation`);
  }

  /** What the person still has to bring. */
  async wanted(draftId) {
    const { materials } = await this.ask("GET", `/v1/drafts/${draftId}/materials`);
    return materials.filter((one) => one.required && !one.waived && !one.deferred && !one.uploads.length);
  }

  /** Once, however often it is pressed: the draft's id is the key. */
  submit(draftId) {
    return this.ask("POST", "/v1/cases", { draft: draftId }, { key: draftId });
  }

  /** Looks again every `seconds` until `done(case)`; a page shows each of them. */
  async follow(caseId, done, seconds = 15) {
    for (;;) {
      const seen = await this.ask("GET", `/v1/cases/${caseId}`);
      if (done(seen)) return seen;
      await new Promise((again) => setTimeout(again, seconds * 1000));
    }
  }

  async rate(caseId, level) {
    const { rateable } = await this.ask("GET", `/v1/cases/${caseId}/ratings`);
    for (const item of rateable) await this.ask("POST", `/v1/cases/${caseId}/ratings`, { item, level });
    return rateable;
  }
}
