#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace orl {

/// Finds a text in others whatever the case of their letters: those of ASCII, and of the Latin-1,
/// Greek and Cyrillic letters that have two cases in two bytes of UTF-8. Horspool's method: most
/// bytes are never looked at.
class TextFinder {
  public:
    /// @param wanted UTF-8; empty: found everywhere
    explicit TextFinder(std::string_view wanted);

    bool in(std::string_view text) const;
    const std::string& wanted() const { return m_wanted; }

  private:
    bool asciiIn(std::string_view text) const;

    std::string m_wanted;  ///< in small letters
    bool m_ascii = true;   ///< nothing but ASCII is looked for
    std::array<std::uint8_t, 256> m_skip{};
};

/// The text in small letters, as TextFinder compares them. The length stays.
std::string smallLetters(std::string_view text);

}  // namespace orl
