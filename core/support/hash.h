#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

namespace orl {

/// A 64-bit hash of everything fed to it, in order, the same on every platform: a fingerprint to
/// notice that data changed, not a defence against an adversary. Works on words of eight bytes, one
/// multiply each; every step is a bijection of the state and of the word, so two inputs that differ
/// in one word never collide.
class Fingerprint {
  public:
    void add(std::string_view bytes) {
        add(static_cast<std::uint64_t>(bytes.size()));  // so that {"ab","c"} and {"a","bc"} differ
        while (bytes.size() >= sizeof(std::uint64_t)) {
            mix(littleEndianWord(bytes.data(), sizeof(std::uint64_t)));
            bytes.remove_prefix(sizeof(std::uint64_t));
        }
        if (!bytes.empty()) mix(littleEndianWord(bytes.data(), bytes.size()));
    }
    void add(std::uint64_t value) { mix(value); }
    /// All NaNs are one value: unknown.
    void add(double value) {
        mix(std::bit_cast<std::uint64_t>(
            value == value ? value : std::numeric_limits<double>::quiet_NaN()));
    }
    std::uint64_t value() const {
        // The finaliser of splitmix64: all bits of the result depend on all bits of the state.
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

  private:
    template <typename Word>
    static std::uint64_t load(const char* bytes) {
        Word word;
        std::memcpy(&word, bytes, sizeof word);
        return word;
    }
    /// @param count 1 to 8
    static std::uint64_t littleEndianWord(const char* bytes, std::size_t count) {
        std::uint64_t word = 0;
        if constexpr (std::endian::native == std::endian::little) {
            // Loads of fixed size, overlapping: a copy of any length would be a call.
            if (count == sizeof word) return load<std::uint64_t>(bytes);
            if (count >= 4) {
                word = load<std::uint32_t>(bytes + count - 4);
                return word << (8 * (count - 4)) | load<std::uint32_t>(bytes);
            }
            if (count >= 2) {
                word = load<std::uint16_t>(bytes + count - 2);
                return word << (8 * (count - 2)) | load<std::uint16_t>(bytes);
            }
            return static_cast<unsigned char>(*bytes);
        } else {
            for (std::size_t i = count; i > 0; --i) {
                word = (word << 8) | static_cast<unsigned char>(bytes[i - 1]);
            }
        }
        return word;
    }
    void mix(std::uint64_t word) {
        m_state = (m_state ^ word) * 0x9e3779b97f4a7c15ULL;
        m_state ^= m_state >> 32;
    }
    std::uint64_t m_state = 0xcbf29ce484222325ULL;
};

}  // namespace orl
