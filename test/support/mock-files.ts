/** The mock's files, in memory. */
import type { IncomingMessage, ServerResponse } from "node:http";

interface MockFile {
  type: string;
  name: string;
  bytes: Buffer;
}

export class MockFiles {
  readonly #all = new Map<string, MockFile>();

  /** Answers what concerns files; false where it does not. A view needs no token, as a link has its own. */
  async answer(route: string, url: URL, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    if (route === "POST /v1/files") {
      await this.#keep(url, request, response);
      return true;
    }
    const [, id = "", action] = /^GET \/v1\/files\/([\w-]+)\/(link|view)$/.exec(route) ?? [];
    const file = this.#all.get(id);
    if (action === undefined) return false;
    if (!file) response.writeHead(404).end("{}");
    else if (action === "view") response.writeHead(200, { "content-type": file.type }).end(file.bytes);
    else json(response, 200, { url: `/v1/files/${id}/view?token=mock`, expires_at: new Date(Date.now() + 900_000).toISOString() });
    return true;
  }

  async #keep(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const id = `file_${this.#all.size + 1}`;
    const file = {
      type: request.headers["content-type"] ?? "",
      name: url.searchParams.get("filename") ?? "file",
      bytes: Buffer.concat(chunks),
    };
    this.#all.set(id, file);
    json(response, 201, {
      file_id: id,
      url: `/v1/files/${id}`,
      media_type: file.type,
      filename: file.name,
      size: file.bytes.length,
      sha256: "",
    });
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
