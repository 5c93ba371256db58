export interface SupportVariant {
  readonly name: string;
  readonly language_model: string;
  readonly remark: string;
  /** Mean quality with the newest prompt, 0 to 1. */
  readonly quality: number;
  /** US dollars for a million tokens read, and written. */
  readonly inputPrice: number;
  readonly outputPrice: number;
  readonly latencyMs: number;
}

export const variants = [
  {
    name: "large",
    language_model: "assistant-70b",
    remark: "best answers, highest price.",
    quality: 0.92,
    inputPrice: 3,
    outputPrice: 15,
    latencyMs: 2_900,
  },
  {
    name: "medium",
    language_model: "assistant-24b",
    remark: "nearly as good for a quarter of the price.",
    quality: 0.885,
    inputPrice: 0.8,
    outputPrice: 3.2,
    latencyMs: 1_500,
  },
  {
    name: "small",
    language_model: "assistant-8b",
    remark: "cheap, and it shows.",
    quality: 0.76,
    inputPrice: 0.15,
    outputPrice: 0.6,
    latencyMs: 700,
  },
  {
    name: "small-tuned",
    language_model: "assistant-8b-support",
    remark: "tuned on past answers: medium's quality on common questions, small's price.",
    quality: 0.865,
    inputPrice: 0.2,
    outputPrice: 0.8,
    latencyMs: 720,
  },
] as const satisfies readonly SupportVariant[];
