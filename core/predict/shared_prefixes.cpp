#include "core/predict/shared_prefixes.h"

#include <algorithm>
#include <set>

namespace orl {
namespace {

constexpr std::size_t kLeastLength = 40;

std::size_t commonLength(std::string_view a, std::string_view b) {
    const auto [at, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    return static_cast<std::size_t>(at - a.begin());
}

}  // namespace

SharedPrefixes SharedPrefixes::find(std::vector<std::string_view> texts) {
    SharedPrefixes result;
    const std::size_t many = std::max<std::size_t>(20, texts.size() / 50);
    std::sort(texts.begin(), texts.end());
    std::set<std::string, std::less<>> found;
    // Sorted, the texts that share a beginning are neighbours: a beginning that
    // `many` share is shared by some text and the one many − 1 places on.
    for (std::size_t i = 0; i + many <= texts.size(); ++i) {
        std::size_t length = commonLength(texts[i], texts[i + many - 1]);
        // Whole words only.
        while (length > 0 && static_cast<unsigned char>(texts[i][length - 1]) > ' ') --length;
        if (length >= kLeastLength) found.insert(std::string(texts[i].substr(0, length)));
    }
    result.m_prefixes.assign(found.begin(), found.end());
    std::stable_sort(
        result.m_prefixes.begin(), result.m_prefixes.end(),
        [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
    return result;
}

SharedPrefixes::Parts SharedPrefixes::split(std::string_view text) const {
    for (std::size_t i = 0; i < m_prefixes.size(); ++i) {
        if (text.starts_with(m_prefixes[i])) {
            return {static_cast<int>(i), text.substr(m_prefixes[i].size())};
        }
    }
    return {-1, text};
}

void SharedPrefixes::write(ByteWriter& out) const {
    out.put(static_cast<std::uint64_t>(m_prefixes.size()));
    for (const std::string& prefix : m_prefixes) out.putText(prefix);
}

SharedPrefixes SharedPrefixes::read(ByteReader& in) {
    SharedPrefixes result;
    const auto count = in.get<std::uint64_t>();
    for (std::uint64_t i = 0; i < count; ++i) result.m_prefixes.push_back(in.getText());
    return result;
}

}  // namespace orl
