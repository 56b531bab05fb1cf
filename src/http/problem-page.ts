import { EdgewiseError, type ErrorCode } from "../platform/errors.ts";

/** What to do about each kind of problem: a code without a remedy does not compile. */
const remedies: Record<ErrorCode, string> = {
  invalid_request: "The request does not have the form that this route takes. `errors` names each field that was refused, and why.",
  unauthenticated: "Send `Authorization: Bearer` with an API key of your tenant, or with a visitor token that has not expired.",
  forbidden: "You are known, but may not do this. A visitor token speaks for one user and one bot; administration takes an API key.",
  not_found: "There is nothing here for you. What belongs to another tenant or another user reads the same as what does not exist.",
  method_not_allowed: "The path exists, the method does not. The `Allow` header lists those that do.",
  conflict:
    "The request contradicts what is there already: a message `id` that was sent before with other words, for one. Read the current " +
    "state, then decide again; a new message takes a new `id`.",
  conversation_id_taken: "Another conversation has this `conversation_id`. Choose another one, or leave it out.",
  turn_running:
    "The bot is answering and takes no second message meanwhile, or too many are waiting already. Wait for the end of the turn, or stop it.",
  idempotency_key_running:
    "The first request with this `Idempotency-Key` has not ended yet. Wait as many seconds as `Retry-After` says, then send the same " +
    "request again: it is answered with the first one's answer.",
  idempotency_key_reused:
    "Within 24 hours an `Idempotency-Key` stands for one request: this one has another method, path or body than the first. Give it a " +
    "key of its own.",
  precondition_failed:
    "What `If-Match` names is no longer what is there: somebody else has changed it. Read it again, look at what is new, and send your " +
    "change with the new `ETag`.",
  payload_too_large: "A body may be 1 MB, and 4 MB for `/v1/chat`. With useChat, send only the last message.",
  unsupported_media_type: "Send the body as JSON, with `Content-Type: application/json`.",
  flow_unsound:
    "The checker has found in the flow what conversations would come to grief over. `findings` says each in Vietnamese and English, with " +
    "the shortest way that shows it. `POST /v1/flows/check` says the same without publishing.",
  unprocessable: "The form is right, but the content cannot be worked with. `detail` says what and why.",
  upgrade_required: "This address speaks WebSocket only: open it with `new WebSocket(…)`. For server-sent events there is `GET …/events`.",
  rate_limited: "You ask too often. Wait as many seconds as the `Retry-After` header says.",
  internal: "The fault is ours. Try again, and quote the `request_id` if it stays.",
  model_failed:
    "The language model did not answer, or answered with an error. Conversations do not refuse with it: their turn ends with " +
    "`metadata.status` `failed`, and what you said is kept.",
  unavailable: "A part that this request needs is out of reach. Wait as many seconds as `Retry-After` says, then try again.",
};

const style =
  "body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}" +
  "h2{font-size:1.05rem;margin:2rem 0 0}code{font-family:ui-monospace,monospace}:target{background:#fd48;outline:.3rem solid #fd48}" +
  ":root{color-scheme:light dark}";

/** The page that explains every `type` of problem+json. */
export function writeProblemPage(): string {
  const sections = Object.entries(remedies).map(([code, remedy]) => {
    // The record above lists codes and nothing else.
    const { status, title } = new EdgewiseError(code as ErrorCode, "");
    return `<section id="${code}"><h2>${title}</h2><p><code>${code}</code> · ${status}</p><p>${asHtml(remedy)}</p></section>`;
  });
  return (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Edgewise: problems</title>' +
    `<style>${style}</style><h1>Problems</h1><p>Edgewise refuses with <code>application/problem+json</code> (RFC 9457).</p>${sections.join("")}</html>`
  );
}

function asHtml(text: string): string {
  return text.replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}
