// Sends a file by tus-js-client as it comes from npm: node upload_client.mjs ENDPOINT FILE CHUNK_BYTES [SIDE_BY_SIDE]
import { createReadStream, statSync } from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, path, chunkSize, sideBySide] = process.argv.slice(2);
const upload = new Upload(createReadStream(path), {
  endpoint,
  chunkSize: Number(chunkSize),
  ...(sideBySide > 1 ? { parallelUploads: Number(sideBySide) } : { uploadSize: statSync(path).size }),
  retryDelays: Array(60).fill(500),
  metadata: { filename: "pitch.wav" },
  onProgress: (sent) => console.log(sent),
  onSuccess: () => console.log(upload.url),
  onError: (error) => {
    console.error(String(error));
    process.exitCode = 1;
  },
});
upload.start();
