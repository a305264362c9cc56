"""Asks a gateway with OpenAI's own client and prints what came back as one JSON object.

Usage: ask.py URL MODEL. Nothing is tried twice, so every failure shows.
"""

import json
import sys

import openai

url, model = sys.argv[1:]
client = openai.OpenAI(base_url=url + "/v1", api_key="unused", max_retries=0)
hello = [{"role": "user", "content": "Hello"}]


def models():
    return [listed.id for listed in client.models.list()]


def chat():
    answer = client.chat.completions.create(model=model, messages=hello, max_tokens=5)
    return {
        "model": answer.model,
        "text": answer.choices[0].message.content,
        "tokens": answer.usage.completion_tokens,
    }


def chat_streamed():
    chunks = list(
        client.chat.completions.create(
            model=model, messages=hello, max_tokens=5, stream=True, stream_options={"include_usage": True}
        )
    )
    return {
        "chunks": sum(1 for chunk in chunks if chunk.choices and chunk.choices[0].delta.content),
        "text": "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices),
        "tokens": chunks[-1].usage.completion_tokens,
    }


def completion():
    answer = client.completions.create(model=model, prompt="Once upon a time", max_tokens=5)
    return {"model": answer.model, "text": answer.choices[0].text, "tokens": answer.usage.completion_tokens}


def embedding():
    answer = client.embeddings.create(model=model, input=["one", "two"], encoding_format="float")
    return {"model": answer.model, "vectors": len(answer.data), "numbers": len(answer.data[0].embedding)}


def response():
    answer = client.responses.create(model=model, input="Hello", max_output_tokens=5)
    return {"model": answer.model, "status": answer.status, "text": answer.output_text}


def response_streamed():
    events = list(client.responses.create(model=model, input="Hello", max_output_tokens=5, stream=True))
    return {
        "first": events[0].type,
        "last": events[-1].type,
        "text": "".join(event.delta for event in events if event.type == "response.output_text.delta"),
    }


def unknown_model():
    try:
        client.chat.completions.create(model='no "such" model', messages=hello)
        return None
    except openai.NotFoundError as error:
        return {"status": error.status_code, "code": error.code, "param": error.param, "type": error.type}


asked = (models, chat, chat_streamed, completion, embedding, response, response_streamed, unknown_model)
print(json.dumps({ask.__name__: ask() for ask in asked}))
