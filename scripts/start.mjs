// npm start. Loads nothing before it knows that this Node is new enough, so that an old one answers with a sentence.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Gatehouse needs Node 20.19 or newer, and this is ${process.version}: https://nodejs.org/en/download`);
  process.exit(1);
}
if (process.platform === "win32") {
  console.error("The demo runs on Linux and macOS. On Windows use WSL2: https://aka.ms/wsl");
  process.exit(1);
}
await import("./start-demo.mjs");
