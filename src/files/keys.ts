/**
 * Where files lie. Under a tenant: each file's bytes, and empty marks by which the files of a user and of a conversation are found
 * by prefix, and the conversations of a file. Names of users and conversations are a caller's own words: they stand as names made of them.
 */
import { contentId } from "../platform/ids.ts";

const tenantPrefix = (tenantId: string) => `tenant/${encodeURIComponent(tenantId)}/`;

export const contentKey = (tenantId: string, fileId: string) => `${tenantPrefix(tenantId)}file/${fileId}/content`;

/** Marks of the conversations that a file is in. */
export const conversationsOfFile = (tenantId: string, fileId: string) => `${tenantPrefix(tenantId)}file/${fileId}/in/`;

/** Marks of the files that a user has sent up. */
export const filesOfUser = (tenantId: string, userId: string) => `${tenantPrefix(tenantId)}user/${contentId(userId)}/`;

/** Marks of the files that a conversation's messages refer to. */
export const filesOfConversation = (tenantId: string, conversationId: string) =>
  `${tenantPrefix(tenantId)}conversation/${contentId(conversationId)}/`;

export const markOfUser = (tenantId: string, userId: string, fileId: string) => filesOfUser(tenantId, userId) + fileId;

/** The two marks that say that a file is in a conversation. */
export function marksOfAttachment(tenantId: string, conversationId: string, fileId: string): { inConversation: string; inFile: string } {
  return {
    inConversation: filesOfConversation(tenantId, conversationId) + fileId,
    inFile: conversationsOfFile(tenantId, fileId) + contentId(conversationId),
  };
}
