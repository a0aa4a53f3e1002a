#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace orl {

/// How texts become n-grams. Lengths count code points and words.
struct NgramRule {
    int maxWords = 2;      ///< word n-grams of 1 … maxWords words
    int minChars = 3;      ///< character n-grams of minChars … maxChars code points,
    int maxChars = 3;      ///< 0 for none
    int maxLength = 3000;  ///< of longer texts the first two thirds and the last third of this

    bool operator==(const NgramRule&) const = default;
};

/// Lower-cased code points with white space collapsed to single blanks, one
/// blank at each end, shortened to rule.maxLength. Bytes that are no UTF-8
/// become U+FFFD; nothing throws.
void normaliseText(std::string_view utf8, const NgramRule& rule, std::u32string& out);

/// Hashes of all n-grams of one text with repetitions, in order of appearance.
struct NgramHashes {
    std::vector<std::uint32_t> words;
    /// Character n-grams with a blank in them, that is, how words begin and end; those inside words
    /// only where a letter is not ASCII, since not every script puts blanks between words.
    std::vector<std::uint32_t> chars;
};
/// @param text normalised
void hashNgrams(std::u32string_view text, const NgramRule& rule, NgramHashes& out);

}  // namespace orl
