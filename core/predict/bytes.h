#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/predict/sparse_rows.h"

namespace orl {

inline constexpr std::size_t kByteHeader = 8 + 4 + 8 + 8;  ///< magic, version, length, checksum

template <typename T>
concept PlainNumber = std::is_arithmetic_v<T>;

/// Appends numbers in the machine's (little-endian) order to a byte string.
class ByteWriter {
  public:
    template <PlainNumber T>
    void put(T value) {
        m_bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    template <PlainNumber T>
    void putAll(std::span<const T> values) {
        put(static_cast<std::uint64_t>(values.size()));
        m_bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    }
    void putText(std::string_view text) { putAll(std::span<const char>(text)); }
    void putMatrix(const Matrix& matrix);
    void putValues(const PerModel& values);

    /// Header (magic, version, length, checksum) and everything written so far, which is moved out:
    /// it may be hundreds of megabytes.
    std::string sealed(std::string_view magic, std::uint32_t version);

  private:
    std::string m_bytes = std::string(kByteHeader, '\0');  ///< the header's place, what was put
};

/// Reads what ByteWriter wrote and never beyond it. Every failure throws Error.
class ByteReader {
  public:
    /// Checks magic, version (at most newest), length and checksum.
    ByteReader(std::string_view sealed, std::string_view magic, std::uint32_t newest);

    template <PlainNumber T>
    T get() {
        require(sizeof(T) <= m_rest.size());
        T value;
        std::memcpy(&value, m_rest.data(), sizeof value);
        m_rest.remove_prefix(sizeof value);
        return value;
    }
    template <PlainNumber T>
    std::vector<T> getAll() {
        const auto count = get<std::uint64_t>();
        require(count <= m_rest.size() / sizeof(T));
        std::vector<T> values(static_cast<std::size_t>(count));
        if (count > 0) std::memcpy(values.data(), m_rest.data(), values.size() * sizeof(T));
        m_rest.remove_prefix(values.size() * sizeof(T));
        return values;
    }
    std::string getText();
    Matrix getMatrix();
    PerModel getValues();

    /// Throws Error ("damaged") unless the condition holds.
    void require(bool condition) const;
    void requireEnd() const { require(m_rest.empty()); }

  private:
    std::string_view m_rest;
};

}  // namespace orl
