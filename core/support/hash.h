#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

namespace orl {

/// 64-bit FNV-1a over what is fed to it: a fingerprint to notice that data changed, not a defence
/// against an adversary.
class Fingerprint {
  public:
    void add(std::string_view bytes) {
        for (const char c : bytes) mix(static_cast<unsigned char>(c));
        mix(0xff);  // so that {"ab","c"} and {"a","bc"} differ
    }
    void add(std::uint64_t value) {
        for (int shift = 0; shift < 64; shift += 8) mix(static_cast<unsigned char>(value >> shift));
    }
    void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
    std::uint64_t value() const { return m_state; }

  private:
    void mix(unsigned char byte) {
        m_state ^= byte;
        m_state *= 0x100000001b3ULL;
    }
    std::uint64_t m_state = 0xcbf29ce484222325ULL;
};

}  // namespace orl
