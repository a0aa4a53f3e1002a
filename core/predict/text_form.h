#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace orl {

/// What a text looks like rather than what it says. Benchmarks, and people, have habits of form
/// that tell their kinds of question apart better than topics do.
struct FormHashes {
    /// Single tokens and pairs of them, each token reduced to its shape: a word to its runs of
    /// capitals, small letters, digits and other letters and its rough length, a mark to itself,
    /// line ends to one.
    std::vector<std::uint32_t> shapes;
    /// The first three and the last two tokens between blanks, as they are written, and the last
    /// byte.
    std::vector<std::uint32_t> edges;
};
/// Reads at most the first 2,000 bytes for the shapes. Nothing for a blank text.
void hashForm(std::string_view text, FormHashes& out);

/// Counts and shares of a text, counts as ln(1 + n): bytes, words, bytes per word, digits, numbers,
/// share of digits, lines, question marks, LaTeX marks, operators, brackets, quotation marks,
/// commas, full stops, bytes that are not ASCII, share of capitals, share of words with a capital,
/// lettered options ("A)"), share of distinct words, longest word, underscores, whether it ends
/// with a question mark, with a full stop, begins with a capital.
constexpr std::size_t kSurfaceCount = 24;
std::array<double, kSurfaceCount> surfaceOf(std::string_view text);

}  // namespace orl
