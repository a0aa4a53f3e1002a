#pragma once

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>

namespace orl {

/// Numbers as files keep them: little-endian, without padding.
template <typename T>
void packNumbers(std::span<const T> numbers, char* bytes) {
    if (numbers.empty()) return;  // memcpy takes no null pointer, not even for no bytes
    std::memcpy(bytes, numbers.data(), numbers.size_bytes());
    if constexpr (std::endian::native == std::endian::big) {
        for (std::size_t i = 0; i < numbers.size(); ++i, bytes += sizeof(T)) {
            std::reverse(bytes, bytes + sizeof(T));
        }
    }
}
template <typename T>
void unpackNumbers(const char* bytes, std::span<T> numbers) {
    if (numbers.empty()) return;
    std::memcpy(numbers.data(), bytes, numbers.size_bytes());
    if constexpr (std::endian::native == std::endian::big) {
        for (T& number : numbers) {
            auto* raw = reinterpret_cast<char*>(&number);
            std::reverse(raw, raw + sizeof(T));
        }
    }
}

}  // namespace orl
