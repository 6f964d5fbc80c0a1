// Mocha's pool ends a worker that has not exited within a second. Writing the coverage of hundreds of files takes longer, and happens on exit.
process.on("SIGTERM", () => undefined);
