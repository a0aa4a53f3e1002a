#pragma once

#include <string>
#include <string_view>

namespace orl {

/// How the characters of a text file are encoded, by its first bytes.
enum class TextEncoding { Utf8, Utf16Little, Utf16Big, Utf32 };

/// By the byte order mark; without one, by the zeros that every second byte of Western text is.
TextEncoding encodingOf(std::string_view head);

/// Turns UTF-16 into UTF-8, piece by piece, wherever the pieces end. Surrogates that stand alone
/// become U+FFFD, the byte order mark is left out.
class Utf16Reader {
  public:
    explicit Utf16Reader(bool big) : m_big(big) {}
    /// Appends the UTF-8 of what is complete.
    void feed(std::string_view bytes, std::string& text);
    /// Appends what the end of the file leaves incomplete.
    void finish(std::string& text);

  private:
    void unit(char32_t value, std::string& text);

    bool m_big;
    int m_odd = -1;       ///< the first byte of a unit, or -1
    char32_t m_high = 0;  ///< a high surrogate that waits for its other half, or 0
    bool m_begun = false;
};

}  // namespace orl
