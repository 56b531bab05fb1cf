/** Tells the names of a feed's events, as they come. Throws what the body throws: a cut. */
export async function readEventNames(body: ReadableStream<Uint8Array>, onEvent: (name: string) => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const lines = (rest + decoder.decode(read.value, { stream: true })).split("\n");
    // What follows the last line's end is not whole yet.
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("event: ")) onEvent(line.slice("event: ".length));
  }
}
