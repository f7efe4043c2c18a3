// LangChain for Node.
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatAnthropic } from "@langchain/anthropic";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { z } from "zod";
import { answerLines, toldIn, versionOf } from "../node/lines.mjs";

const Weather = z.object({ city: z.string(), degrees: z.number().int() });
const weather = tool(() => "sunny", {
  name: "weather",
  description: "The weather.",
  schema: z.object({ city: z.string() }),
});

// Its own default is six.
const RETRIES = { maxRetries: 2 };

function openai({ key, url, model }) {
  return new ChatOpenAI({
    model,
    apiKey: key,
    configuration: { baseURL: `${url}/v1` },
    ...RETRIES,
  });
}

function anthropic({ key, url, model }) {
  return new ChatAnthropic({ model, apiKey: key, anthropicApiUrl: url, maxTokens: 1000, ...RETRIES });
}

function kindsOf(modelOf) {
  async function chat(asked) {
    return { text: (await modelOf(asked).invoke(asked.prompt)).text };
  }

  async function stream(asked) {
    const pieces = [];
    for await (const piece of await modelOf(asked).stream(asked.prompt)) pieces.push(piece.text);
    return toldIn(pieces);
  }

  async function tools(asked) {
    const model = modelOf(asked).bindTools([weather]);
    const messages = [new HumanMessage(asked.prompt)];
    const first = await model.invoke(messages);
    const [call] = first.tool_calls;
    messages.push(first, new ToolMessage({ content: "sunny", tool_call_id: call.id }));
    const last = await model.invoke(messages);
    return { tool: call.name, city: call.args.city, text: last.text };
  }

  async function structured(asked) {
    return { object: await modelOf(asked).withStructuredOutput(Weather).invoke(asked.prompt) };
  }

  async function vision(asked) {
    const content = [
      { type: "text", text: asked.prompt },
      { type: "image_url", image_url: { url: asked.picture } },
    ];
    return { text: (await modelOf(asked).invoke([new HumanMessage({ content })])).text };
  }

  return { chat, stream, tools, structured, vision };
}

async function embeddings({ key, url, model, texts }) {
  const found = new OpenAIEmbeddings({ model, apiKey: key, configuration: { baseURL: `${url}/v1` } });
  return { vectors: await found.embedDocuments(texts) };
}

const ofAnthropic = Object.entries(kindsOf(anthropic));
await answerLines(versionOf("@langchain/core", import.meta.url), {
  ...kindsOf(openai),
  embeddings,
  ...Object.fromEntries(ofAnthropic.map(([name, kind]) => [`messages ${name}`, kind])),
});
