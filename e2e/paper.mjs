// Papers that are handed in.

/** A choice of one small file. */
export const paper = (name) => [{ name: `${name}.txt`, mimeType: "text/plain", buffer: Buffer.from(`${name}\n`) }];
