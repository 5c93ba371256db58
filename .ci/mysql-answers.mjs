// mysql-answers.mjs SECONDS: succeeds once the server of GATEHOUSE_TEST_MYSQL_URL answers, and fails after so long.
import { setTimeout as pause } from "node:timers/promises";
import { createConnection } from "mariadb";

const deadline = performance.now() + Number(process.argv[2]) * 1000;
let answer = await tryOnce();
while (answer !== null && performance.now() < deadline) {
  await pause(250);
  answer = await tryOnce();
}
if (answer !== null) console.log(`no MariaDB at 127.0.0.1: ${answer}`);
process.exitCode = answer === null ? 0 : 1;

/** Null when it answers, else why not. */
async function tryOnce() {
  const { hostname: host, port, username: user, password } = new URL(process.env.GATEHOUSE_TEST_MYSQL_URL);
  try {
    const options = {
      host,
      port: Number(port || 3306),
      user,
      password: decodeURIComponent(password),
      connectTimeout: 2000,
    };
    const connection = await createConnection(options);
    const [{ version }] = await connection.query("SELECT version() AS version");
    await connection.end();
    console.log(`MariaDB ${version}`);
    return null;
  } catch (error) {
    return error.code ?? error.message;
  }
}
