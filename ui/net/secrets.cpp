#include "ui/net/secrets.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/support/unicode.h"

namespace orl {

namespace {

/// As the query of a URL writes it.
std::string percentEncoded(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                           (c >= 'a' && c <= 'z') ||
                           std::string_view("-._~").find(c) != std::string_view::npos;
        result +=
            plain ? std::string(1, c)
                  : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
    return result;
}

std::string jsonEscaped(const std::string& text) {
    const std::string quoted =
        nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

Secrets::Secrets(const std::vector<std::string>& secrets) {
    for (const std::string& secret : secrets) {
        for (const std::string& form : {secret, jsonEscaped(secret), percentEncoded(secret)}) {
            add(form);
        }
    }
}

void Secrets::add(const std::string& secret) {
    const std::size_t piece = std::min(secret.size(), kPiece);
    if (piece == 0) return;
    m_lengths.insert(piece);
    for (std::size_t at = 0; at + piece <= secret.size(); ++at) {
        m_pieces.insert(secret.substr(at, piece));
    }
}

std::string Secrets::redacted(std::string_view text) const {
    std::vector<bool> secret(text.size(), false);
    for (const std::size_t length : m_lengths) {
        for (std::size_t at = 0; at + length <= text.size(); ++at) {
            if (!m_pieces.contains(std::string(text.substr(at, length)))) continue;
            std::fill_n(secret.begin() + static_cast<std::ptrdiff_t>(at), length, true);
        }
    }
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!secret[at])
            result += text[at];
        else if (at == 0 || !secret[at - 1])
            result += "(key)";
    }
    return result;
}

std::string saidByServer(std::string_view text, const Secrets& secrets) {
    constexpr std::size_t most = 300;
    std::string said = printable(secrets.redacted(text));
    if (said.size() > most) {
        said.resize(most);
        said = printable(said);  // what the cut has left of a character
    }
    return said;
}

}  // namespace orl
