#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/data/dataset.h"
#include "ui/net/secrets.h"

/// What an OpenAI-compatible embedding server is asked and answers, as texts.
/// https://platform.openai.com/docs/api-reference/embeddings
namespace orl {

/// {"model", "input": [texts], "encoding_format": "float"}
std::string embeddingRequest(const std::string& model, std::span<const std::string_view> texts);

/// The vectors of an answer {"data": [{"index", "embedding"}]} in the order of the texts, whatever
/// order they come in; without "index" they are in order. Keeps nothing of the answer but their
/// numbers, and no more of those than the texts may have.
/// @param where the server, for messages, which quote nothing of the answer
/// @throws Error unless there is one finite vector per text, all of one length; Cancelled
Embeddings readEmbeddingAnswer(std::string_view body, std::size_t textCount,
                               const std::string& where, const std::stop_token& stop = {});

/// What a server says about a failure (see saidByServer); empty if it says nothing.
std::string serverMessage(std::string_view body, const Secrets& secrets);

}  // namespace orl
