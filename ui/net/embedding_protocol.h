#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "core/data/dataset.h"

/// What an OpenAI-compatible embedding server is asked and answers, as texts.
/// https://platform.openai.com/docs/api-reference/embeddings
namespace orl {

/// {"model", "input": [texts], "encoding_format": "float"}
std::string embeddingRequest(const std::string& model, std::span<const std::string_view> texts);

/// The vectors of an answer {"data": [{"index", "embedding"}]} in the order of the texts, whatever
/// order they come in; without "index" they are in order.
/// @param where the server, for messages
/// @throws Error unless there is one finite vector per text, all of one length
Embeddings readEmbeddingAnswer(std::string_view body, std::size_t textCount,
                               const std::string& where);

/// What a server says about a failure, in one line of at most 300 bytes; empty if it says nothing.
std::string serverMessage(std::string_view body);

}  // namespace orl
