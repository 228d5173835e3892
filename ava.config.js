export default {
  files: ["dist/test/**/*.test.js"],
  workerThreads: false,
  timeout: "10m",
  concurrency: 2,
};
