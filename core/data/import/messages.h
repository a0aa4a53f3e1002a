#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace orl {

/// A text, or messages of a conversation as OpenAI's interface takes them: [{role, content}], where
/// content is a text or a list of parts of which some are texts.
bool isTextOrMessages(const nlohmann::json& value);

/// The text, or the texts of the messages joined by line breaks; empty for anything else.
std::string textOrMessages(const nlohmann::json& value);

/// Replaces a table's cell that holds messages, as JSON or as a Python literal, by their text.
/// @return false, and the text untouched, if it holds none
bool joinMessages(std::string& cell);

}  // namespace orl
