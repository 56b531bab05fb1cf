/** Links that show a file without a bearer token, for `<img>` and for a download. */
import { z } from "zod";
import { readToken, signToken } from "../access/index.ts";
import type { FilePorts, FileRecord } from "./file.ts";
import { fileUrl } from "./reference.ts";

/** A link holds for this long at least, and at most twice as long. */
const LINK_SECONDS = 15 * 60;
const AUDIENCE = "edgewise:file";

const claims = z.object({ sub: z.string(), tenant: z.string() });

type LinkPorts = Pick<FilePorts, "settings" | "clock">;

/** Who has the link sees this one file until it ends; it is worth nothing elsewhere. `url` is a path of this installation. */
export async function linkFile(
  ports: LinkPorts,
  { tenantId, fileId }: Pick<FileRecord, "tenantId" | "fileId">,
): Promise<{ url: string; expiresAt: number }> {
  // Signed as of the last quarter of an hour: the same link again, so that browsers find the picture in their cache.
  const quarter = LINK_SECONDS * 1000;
  const now = Math.floor(ports.clock.now() / quarter) * quarter;
  const signing = { settings: ports.settings, clock: { now: () => now } };
  const { token, expiresAt } = await signToken(signing, AUDIENCE, 2 * LINK_SECONDS, fileId, { tenant: tenantId });
  return { url: `${fileUrl(fileId)}/view?token=${token}`, expiresAt };
}

/** Whose file the token shows; null when it is forged, has ended, or is for another file or purpose. */
export async function tenantOfLink(ports: LinkPorts, fileId: string, token: string): Promise<string | null> {
  const found = claims.safeParse(await readToken(ports, AUDIENCE, token)).data;
  return found?.sub === fileId ? found.tenant : null;
}
