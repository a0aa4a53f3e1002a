#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/data/text/bytes.h"

namespace orl {

/// What lies before a reader of a ByteSource, piece by piece. What has been read may be given back,
/// to be read again: a quote that is never closed swallows what follows it. So that a file of
/// nothing but such faults still takes time linear in its size, only a fixed multiple of what the
/// file holds is given back. Asks at every piece whether to stop.
class Lookahead {
  public:
    explicit Lookahead(ByteSource& source) : m_source(source), m_stop(source.stop()) {}

    /// The next bytes, valid until the next call that needs more; empty at the end of the file
    /// alone. @throws Error, Cancelled
    std::string_view piece() {
        if (m_at == m_end) refill();
        return {m_at, static_cast<std::size_t>(m_end - m_at)};
    }
    void advance(std::size_t count) { m_at += count; }
    /// @param text what was read last, byte by byte
    /// @return false, and nothing is given back, when the file had its fill of it
    bool giveBack(std::string_view text);

  private:
    void refill();

    static constexpr std::size_t kPiece = 256U << 10U;
    static constexpr std::uint64_t kTimesRead = 16;  ///< as often a file may be given back in all
    static constexpr std::uint64_t kFree = 1U << 20U;

    ByteSource& m_source;
    std::stop_token m_stop;
    const char* m_begin = nullptr;  ///< of the text around the piece: up to here it is rewound
    const char* m_at = nullptr;
    const char* m_end = nullptr;
    bool m_reading = true;     ///< the chunk of the source, not what was given back
    std::string m_again;       ///< given back, and no longer in the chunk
    std::string_view m_chunk;  ///< of the source; comes whole after m_again
    bool m_ended = false;
    std::uint64_t m_givenBack = 0;
};

}  // namespace orl
