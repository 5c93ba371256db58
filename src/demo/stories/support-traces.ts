import type { Row } from "../recording/demo-tables.js";
import { type Random, round6 } from "../recording/random.js";
import { recordFeedback, recordTrace, type SpanPlan, type Usage } from "../recording/record-trace.js";
import { pythonJson, type Recording } from "../recording/recording.js";
import { minuteMs } from "./story-time.js";
import type { VariantEvaluation } from "./support-evaluation.js";

const conversations = [
  {
    question: "Where is my parcel?",
    page: "track-a-parcel",
    answer: "Open the order and choose Track; the map shows the last scan.",
  },
  {
    question: "Can I change the delivery address?",
    page: "change-address",
    answer: "Until the parcel is packed: open the order and choose Change address.",
  },
  {
    question: "Why was I charged twice?",
    page: "double-charge",
    answer: "One of the two is a reservation; the bank releases it within five days.",
  },
  {
    question: "How do I return shoes?",
    page: "returns",
    answer: "Print the label from the order page and hand the box in within 30 days.",
  },
  {
    question: "My voucher does not work.",
    page: "vouchers",
    answer: "Vouchers need a minimum order and run out after a year; the page shows both.",
  },
  {
    question: "How do I delete my account?",
    page: "delete-account",
    answer: "Settings, Privacy, Delete account; orders are kept as the law asks.",
  },
  { question: "Is there a store near me?", page: "stores", answer: "The store finder lists opening hours and stock." },
  {
    question: "The app shows an error.",
    page: "app-errors",
    answer: "Update the app and sign in again; if it stays, send us the code.",
  },
] as const;
const tracesPerVariant = 16;

/** Traces of a variant's answers: a chain that searches the help pages and asks the language model, judged afterwards. */
export function traceConversations(
  recording: Recording,
  experiment: Row<"experiments">,
  evaluation: VariantEvaluation,
): void {
  const { random } = recording;
  const { run, logged: model, code, variant, promptVersion } = evaluation;
  for (let index = 0; index < tracesPerVariant; index += 1) {
    const talk = conversations[index % conversations.length] ?? conversations[0];
    const failed = variant.name === "small" && index === 11;
    const usage = usageOf(random, evaluation);
    const trace = recordTrace(recording, {
      experiment,
      run,
      model,
      code,
      usage,
      timestamp: evaluation.startTime + 2 * minuteMs + index * 20_000,
      session: `${variant.name}-session-${Math.floor(index / 4) + 1}`,
      status: failed ? "ERROR" : "OK",
      tags: {
        channel: random.pick(["web", "app", "mail"]),
        "mlflow.linkedPrompts": pythonJson([{ name: "support-answer", version: String(promptVersion) }]),
      },
      spans: spansOf(random, evaluation, { ...talk, usage, failed }),
    });
    if (!failed) judge(recording, trace, variant.quality);
  }
}

interface Talk {
  readonly question: string;
  readonly page: string;
  readonly answer: string;
  readonly usage: Usage;
  readonly failed: boolean;
}

function spansOf(random: Random, { variant }: VariantEvaluation, talk: Talk): [SpanPlan, ...SpanPlan[]] {
  const searchMs = random.integer(40, 120);
  const modelMs = Math.round(variant.latencyMs * random.between(0.8, 1.3));
  const question = { question: talk.question };
  const answer = talk.failed ? null : talk.answer;
  return [
    {
      name: "answer_question",
      type: "CHAIN",
      startsAfterMs: 0,
      durationMs: searchMs + modelMs + 12,
      inputs: question,
      outputs: answer,
    },
    {
      name: "search_help_pages",
      type: "RETRIEVER",
      startsAfterMs: 4,
      durationMs: searchMs,
      inputs: question,
      outputs: [
        { page_content: talk.answer, metadata: { doc_uri: `https://help.example.org/${talk.page}` }, id: talk.page },
      ],
    },
    {
      name: "language_model",
      type: "LLM",
      startsAfterMs: searchMs + 6,
      durationMs: modelMs,
      inputs: { messages: [{ role: "user", content: talk.question }], model: variant.language_model },
      outputs: answer === null ? null : { choices: [{ message: { role: "assistant", content: answer } }] },
      usage: { ...talk.usage, model: variant.language_model },
    },
  ];
}

function usageOf(random: Random, { variant }: VariantEvaluation): Usage {
  const inputTokens = 1_950 + random.integer(0, 400);
  const outputTokens = 110 + random.integer(0, 60);
  return {
    inputTokens,
    outputTokens,
    inputCost: round6((inputTokens * variant.inputPrice) / 1e6),
    outputCost: round6((outputTokens * variant.outputPrice) / 1e6),
  };
}

function judge(recording: Recording, trace: Row<"trace_info">, quality: number): void {
  const { random } = recording;
  const score = round6(Math.min(Math.max(quality + 0.08 * random.normal(), 0), 1));
  recordFeedback(recording, trace, {
    name: "quality",
    value: score,
    source: "LLM_JUDGE",
    sourceId: "judge-70b",
    rationale: score > 0.8 ? "Complete and taken from the page." : "Leaves out a step that the page gives.",
  });
  if (random.next() > 0.3) return;
  recordFeedback(recording, trace, {
    name: "helpful",
    value: score > 0.75,
    source: "HUMAN",
    sourceId: "support-desk",
    rationale: score > 0.75 ? "Solved it." : "Customer wrote again.",
  });
}
