#include "core/predict/bytes.h"

#include "core/support/error.h"
#include "core/support/hash.h"

namespace orl {
namespace {

constexpr std::size_t kMagicSize = 8;

std::uint64_t checksum(std::string_view bytes) {
    Fingerprint print;
    // Eight bytes at a time: a fitted predictor is several megabytes.
    std::size_t at = 0;
    std::uint64_t sum = 0;
    for (; at + 8 <= bytes.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, 8);
        sum = (sum ^ word) * 0x9E3779B97F4A7C15ULL;
        sum ^= sum >> 29U;
    }
    print.add(sum);
    print.add(bytes.substr(at));
    return print.value();
}

[[noreturn]] void damaged() {
    throw Error("fitted predictor", "the stored bytes are damaged", "fit the predictor again");
}

}  // namespace

void ByteWriter::putMatrix(const Matrix& matrix) {
    put(static_cast<std::uint64_t>(matrix.rows()));
    put(static_cast<std::uint64_t>(matrix.cols()));
    putAll(std::span<const float>(matrix.data(), static_cast<std::size_t>(matrix.size())));
}

void ByteWriter::putValues(const PerModel& values) {
    putAll(std::span<const double>(values.data(), static_cast<std::size_t>(values.size())));
}

std::string ByteWriter::sealed(std::string_view magic, std::uint32_t version) {
    const std::string_view written = std::string_view(m_bytes).substr(kByteHeader);
    ByteWriter header;
    header.m_bytes = magic;
    header.m_bytes.resize(kMagicSize);
    header.put(version);
    header.put(static_cast<std::uint64_t>(written.size()));
    header.put(checksum(written));
    m_bytes.replace(0, kByteHeader, header.m_bytes);
    return std::move(m_bytes);
}

ByteReader::ByteReader(std::string_view sealed, std::string_view magic, std::uint32_t newest) {
    if (sealed.size() < kByteHeader) damaged();
    std::string name(magic);
    name.resize(kMagicSize);
    if (sealed.substr(0, kMagicSize) != name) {
        throw Error("fitted predictor", "these bytes are no fitted predictor", "fit one again");
    }
    m_rest = sealed.substr(kMagicSize);
    const auto version = get<std::uint32_t>();
    if (version > newest) {
        throw Error("fitted predictor", "it was stored by a newer version of this program",
                    "update the program or fit the predictor again");
    }
    if (version < newest) {
        throw Error("fitted predictor", "it was stored by an older version of this program",
                    "fit the predictor again");
    }
    const auto length = get<std::uint64_t>();
    const auto expected = get<std::uint64_t>();
    if (length != m_rest.size() || checksum(m_rest) != expected) damaged();
}

std::string ByteReader::getText() {
    const std::vector<char> text = getAll<char>();
    return {text.begin(), text.end()};
}

Matrix ByteReader::getMatrix() {
    const auto rows = get<std::uint64_t>();
    const auto columns = get<std::uint64_t>();
    const auto count = get<std::uint64_t>();
    require(rows <= (std::uint64_t{1} << 40U) && columns <= (std::uint64_t{1} << 20U));
    require(count == rows * columns && count <= m_rest.size() / sizeof(float));
    Matrix matrix(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));
    if (count > 0) std::memcpy(matrix.data(), m_rest.data(), count * sizeof(float));
    m_rest.remove_prefix(count * sizeof(float));
    return matrix;
}

PerModel ByteReader::getValues() {
    const std::vector<double> values = getAll<double>();
    return Eigen::Map<const PerModel>(values.data(), static_cast<Eigen::Index>(values.size()));
}

void ByteReader::require(bool condition) const {
    if (!condition) damaged();
}

}  // namespace orl
