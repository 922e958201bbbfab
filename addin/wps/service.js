// Calls to the service on this computer. First each proves to the other that it is the right one:
// see serving/wps_door.py.

const NOT_RUNNING = "自评表的服务没有运行。请从开始菜单（应用程序菜单）打开「自评表」，再点一次；"
  + "没有这一项时，请运行 zpb addin doctor。";
const IMPOSTOR = "应答的不是自评表的服务，没有把工作簿交给它。请运行 zpb addin doctor。";
const SILENT = "自评表的服务没有在十分钟内应答。请从开始菜单（应用程序菜单）重新打开「自评表」。";
/** What another wording of a refusal would not change: the service does not know us (any more). */
const STRANGER = 403;
const PATIENCE = 600000;
let word = "";

/** The address of the service. */
const place = () => `127.0.0.1:${ZPB_CONFIG.port}`;

/**
 * One call; the status is 0 where nobody answers.
 * @param {string} path @param {object} value @returns {Promise<{status: number, text: string}>}
 */
function sent(path, value) {
  return new Promise((done, fail) => {
    const call = new XMLHttpRequest();
    call.open("POST", `http://${place()}/wps/${path}`);
    call.timeout = PATIENCE;
    call.setRequestHeader("Content-Type", "application/json");
    if (word) call.setRequestHeader("X-Zpb-Word", word);
    call.onload = () => done({ status: call.status, text: call.responseText });
    call.onerror = () => done({ status: 0, text: "" });
    call.ontimeout = () => fail(new Error(SILENT));
    call.send(JSON.stringify(value));
  });
}

/** Let the service prove that it is ours, and learn the word by which it knows us. */
async function greet() {
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(24)), (one) => one.toString(16).padStart(2, "0")).join("");
  word = "";
  const proof = proofOf(ZPB_CONFIG.secret, `ask\n${place()}\n${nonce}`);
  const answer = await sent("hello", { nonce, proof });
  if (answer.status === 0) throw new Error(NOT_RUNNING);
  const told = answer.status === 200 ? JSON.parse(answer.text) : null;
  const due = told && proofOf(ZPB_CONFIG.secret, `hello\n${place()}\n${nonce}\n${told.nonce}`);
  if (!told || told.proof !== due) throw new Error(answer.status === STRANGER ? answer.text.trim() : IMPOSTOR);
  word = proofOf(ZPB_CONFIG.secret, `word\n${place()}\n${told.nonce}`);
}

/** Read config.js once more: the service may have got another port since. @returns {Promise<void>} */
function configured() {
  return new Promise((done) => {
    const script = document.createElement("script");
    script.src = `config.js?${Date.now()}`;
    script.onload = script.onerror = () => done();
    document.head.appendChild(script);
  });
}

/**
 * What the service answers. Throws its sentence where it refuses.
 * @param {string} path @param {object} value @returns {Promise<any>}
 */
async function ask(path, value) {
  let answer = word ? await sent(path, value) : { status: STRANGER, text: "" };
  if (answer.status === 0 || answer.status === STRANGER) {
    await configured();
    await greet();
    answer = await sent(path, value);
  }
  if (answer.status === 0) throw new Error(NOT_RUNNING);
  if (answer.status === STRANGER || !answer.text.startsWith("{")) throw new Error(answer.text.trim() || NOT_RUNNING);
  const told = JSON.parse(answer.text);
  if (answer.status !== 200) throw new Error(told.error);
  return told;
}
