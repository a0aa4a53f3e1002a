#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace orl {

/// What is never repeated to anybody: the API key, and what the query of a URL holds. Whatever a
/// server says goes through redacted() whole, before anything is cut off it.
class Secrets {
  public:
    explicit Secrets(const std::vector<std::string>& secrets);

    /// The text with "(key)" for every secret, be it as JSON or a URL writes it, and for every
    /// piece of eight bytes or more of one: a server may cut it, too.
    std::string redacted(std::string_view text) const;

  private:
    static constexpr std::size_t kPiece = 8;
    void add(const std::string& secret);

    std::unordered_set<std::string> m_pieces;  ///< of kPiece bytes; shorter secrets as they are
    std::unordered_set<std::size_t> m_lengths;
};

/// What a server says, in one line fit to be shown: without secrets, control characters and what is
/// no UTF-8, at most 300 bytes of it.
std::string saidByServer(std::string_view text, const Secrets& secrets);

}  // namespace orl
