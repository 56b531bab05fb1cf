import { z } from "@hono/zod-openapi";
import { fileUrl, type Uploaded } from "../files/index.ts";
import { timestamp } from "./schemas.ts";

export const fileSchema = z
  .object({
    file_id: z.string().openapi({ example: "file_019aa0c4" }),
    url: z.string().openapi({ description: "For a part of a message; a path of this installation.", example: "/v1/files/file_019aa0c4" }),
    media_type: z.string().openapi({ description: "What its bytes are.", example: "image/png" }),
    filename: z.string().openapi({ example: "receipt.png" }),
    size: z.number().int().openapi({ description: "Bytes." }),
    sha256: z.string().openapi({ description: "Of its bytes, in hex." }),
  })
  .openapi("File");

export const linkSchema = z
  .object({ url: z.string().openapi({ example: "/v1/files/file_019aa0c4/view?token=eyJ…" }), expires_at: timestamp })
  .openapi("FileLink");

export function representFile({ file, sha256 }: Uploaded): z.infer<typeof fileSchema> {
  const { fileId, mediaType, filename, size } = file;
  return { file_id: fileId, url: fileUrl(fileId), media_type: mediaType, filename, size, sha256 };
}
