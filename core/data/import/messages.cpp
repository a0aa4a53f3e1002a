#include "core/data/import/messages.h"

#include <algorithm>

#include "core/data/text/bytes.h"
#include "core/data/text/json.h"
#include "core/data/text/python_literal.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using nlohmann::json;

const json* contentOf(const json& message) {
    if (!message.is_object()) return nullptr;
    for (const char* key : {"content", "value", "text"}) {
        if (const auto found = message.find(key); found != message.end()) return &*found;
    }
    return nullptr;
}

bool isMessage(const json& value) {
    if (!value.is_object() || !(value.contains("role") || value.contains("from"))) return false;
    const json* content = contentOf(value);
    return content != nullptr && (content->is_string() || content->is_array());
}

bool isMessages(const json& value) {
    return value.is_array() && !value.empty() && std::all_of(value.begin(), value.end(), isMessage);
}

void append(std::string& text, const json& content) {
    if (content.is_string()) {
        if (!text.empty()) text += '\n';
        text += content.get_ref<const std::string&>();
    } else if (content.is_array()) {
        for (const json& part : content) {
            if (part.is_string()) {
                append(text, part);
            } else if (const json* inner = contentOf(part);
                       inner != nullptr && inner->is_string()) {
                append(text, *inner);
            }
        }
    }
}

}  // namespace

bool isTextOrMessages(const json& value) {
    return value.is_string() || isMessages(value);
}

std::string textOrMessages(const json& value) {
    if (value.is_string()) return value.get<std::string>();
    std::string text;
    if (!isMessages(value)) return text;
    for (const json& message : value) append(text, *contentOf(message));
    return text;
}

bool joinMessages(std::string& cell) {
    const auto text = trimmed(cell);
    const bool likely = text.size() <= kMaxCellBytes && text.starts_with('[') &&
                        text.find("content") != std::string_view::npos;
    if (!likely) return false;
    json value;
    if (!parseJson(text, value).empty()) value = readPythonLiteral(text).value;
    if (!isMessages(value)) return false;
    cell = textOrMessages(value);
    return true;
}

}  // namespace orl
