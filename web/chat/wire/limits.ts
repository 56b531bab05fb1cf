/** The most that one message holds, in UTF-16 code units, as the server counts them (`TEXT_CHARACTERS`). */
export const MESSAGE_CHARACTERS = 32_000;

/** The most bytes of a file, and the most files of a message (`FILE_BYTES`, `MOST_FILES`). */
export const FILE_BYTES = 10 * 1024 * 1024;
export const MESSAGE_FILES = 5;

/** What the server takes, for the dialogue that chooses files: some systems know the type, some the extension. */
export const FILE_TYPES = "image/png,image/jpeg,image/webp,image/gif,application/pdf,text/plain,text/markdown,text/csv,.md,.csv,.txt";
