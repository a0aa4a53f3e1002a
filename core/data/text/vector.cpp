#include "core/data/text/vector.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <fstream>
#include <optional>

#include "core/data/text/bytes.h"
#include "core/data/text/json.h"
#include "core/data/text/python_literal.h"
#include "core/data/text/utf8.h"
#include "core/support/little_endian.h"

namespace orl {

namespace {

using nlohmann::json;
using std::string_view_literals::operator""sv;

constexpr auto kMagic = "\x93NUMPY"sv;
constexpr std::size_t kMaxHeader = 1U << 16U;
constexpr const char* kSave = "Save it with numpy.save(file, vectors.astype('<f4'))";

/// How a file keeps one number.
struct NumberType {
    char kind = 'f';  ///< f: IEEE 754 binary, i: two's complement, u: unsigned
    std::size_t bytes = sizeof(float);
    bool big = false;  ///< the highest byte comes first
};

/// "<f4", ">i8", "|u1", …; none for what is no number.
std::optional<NumberType> numberType(const std::string& text) {
    if (text.size() != 3) return {};
    const NumberType type{text[1], static_cast<std::size_t>(text[2] - '0'), text[0] == '>'};
    constexpr std::string_view orders = "<>|=";
    const bool whole = type.kind == 'i' || type.kind == 'u';
    const bool sized =
        type.bytes == 2 || type.bytes == 4 || type.bytes == 8 || (whole && type.bytes == 1);
    const bool known =
        orders.find(text[0]) != std::string_view::npos && (whole || type.kind == 'f') && sized;
    return known ? std::optional(type) : std::nullopt;
}

/// IEEE 754 binary16.
double halfPrecision(std::uint64_t bits) {
    const auto fraction = static_cast<double>(bits & 0x3ffU);
    const auto exponent = static_cast<int>(bits >> 10U & 0x1fU);
    double value = std::ldexp(fraction + 1024.0, exponent - 25);
    if (exponent == 0) value = std::ldexp(fraction, -24);
    if (exponent == 31) value = fraction == 0.0 ? HUGE_VAL : std::nan("");
    return (bits & 0x8000U) != 0 ? -value : value;
}

/// What the bytes of a file say about its table.
struct TableShape {
    std::uint64_t rows = 0, columns = 0;
    NumberType type;
    std::uint64_t begin = 0;  ///< byte of the first number
    std::uint64_t rowBytes() const { return columns * type.bytes; }
};

/// Reads exactly so many bytes. @return false if the file ends before
bool readBytes(std::istream& stream, std::string& bytes) {
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return static_cast<std::size_t>(stream.gcount()) == bytes.size();
}

std::uint64_t littleEndian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) {
        value = value << 8U | static_cast<unsigned char>(bytes[i - 1]);
    }
    return value;
}

/// The dictionary of a NumPy file, after the magic string.
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
json numpyHeader(std::istream& stream, const std::string& name, TableShape& shape) {
    const Error cut(name, "breaks off in its header", "Copy or save the file again");
    std::string version(2, '\0');
    if (!readBytes(stream, version)) throw cut;
    if (version[0] < 1 || version[0] > 3) {
        throw Error(name, fmt::format("is a NumPy file of the unknown version {}", +version[0]),
                    kSave);
    }
    std::string size(version[0] == 1 ? 2 : 4, '\0');
    if (!readBytes(stream, size)) throw cut;
    const std::uint64_t length = littleEndian(size);
    if (length > kMaxHeader) {
        throw Error(name, fmt::format("states a header of {} bytes", length), kSave);
    }
    std::string text(static_cast<std::size_t>(length), '\0');
    if (!readBytes(stream, text)) throw cut;
    shape.begin = kMagic.size() + version.size() + size.size() + length;
    PythonLiteral literal = readPythonLiteral(trimmed(text));
    const bool good = literal.ok() && literal.value.is_object() && literal.value.size() == 3 &&
                      literal.value.contains("descr") && literal.value.contains("fortran_order") &&
                      literal.value.contains("shape");
    if (!good) {
        throw Error(name, "has a NumPy header that cannot be read: " + shown(text.substr(0, 80)),
                    kSave);
    }
    return literal.value;
}

std::string brief(const json& value) {
    return shown(value.dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 80));
}

/// A whole number from 0; the reader of Python literals knows numbers as doubles.
bool isSize(const json& value) {
    if (!value.is_number()) return false;
    const double number = value.get<double>();
    return number >= 0.0 && number <= 1e15 && std::floor(number) == number;
}

double numberAt(const char* bytes, const NumberType& type) {
    std::string little(bytes, type.bytes);
    if (type.big) std::reverse(little.begin(), little.end());
    const std::uint64_t bits = littleEndian(little);
    if (type.kind == 'f' && type.bytes == 2) return halfPrecision(bits);
    if (type.kind == 'f' && type.bytes == 4) {
        return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    }
    if (type.kind == 'f') return std::bit_cast<double>(bits);
    if (type.kind == 'u') return static_cast<double>(bits);
    const auto unused = 64U - 8U * static_cast<unsigned>(type.bytes);
    return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
}

TableShape numpyShape(std::istream& stream, const std::string& name) {
    TableShape shape;
    const json header = numpyHeader(stream, name, shape);
    const json& type = header["descr"];
    const auto known = type.is_string() ? numberType(type.get<std::string>()) : std::nullopt;
    if (!known) {
        throw Error(name, "holds elements of the type " + brief(type) + ", no numbers", kSave);
    }
    shape.type = *known;
    if (header["fortran_order"] != false) {
        throw Error(name, "is stored column by column (fortran_order)",
                    "Save it with numpy.save(file, numpy.ascontiguousarray(vectors))");
    }
    const json& sizes = header["shape"];
    if (!sizes.is_array() || sizes.size() != 2 || !isSize(sizes[0]) || !isSize(sizes[1])) {
        throw Error(name, "has the shape " + brief(sizes),
                    "Give an array of two dimensions: queries × numbers");
    }
    shape.rows = sizes[0].get<std::uint64_t>();
    shape.columns = sizes[1].get<std::uint64_t>();
    return shape;
}

TableShape rawShape(const std::filesystem::path& file, std::uint64_t bytes, std::size_t dimension) {
    if (file.extension() == ".npy") {
        throw Error(file.string(), "is no NumPy file: it does not begin as one", kSave);
    }
    if (dimension == 0) {
        throw Error(file.string(), "is no NumPy file, and how many numbers a row has is not known",
                    "Give --dimension for raw float32 numbers, or save the vectors as .npy");
    }
    TableShape shape;
    shape.columns = dimension;
    shape.rows = bytes / shape.rowBytes();
    if (bytes % shape.rowBytes() != 0) {
        throw Error(fmt::format("{}, row {}", file.string(), shape.rows + 1),
                    fmt::format("breaks off: {} bytes are not a whole number of rows of {} float32",
                                bytes, dimension),
                    "Check --dimension, or copy the file again");
    }
    return shape;
}

void checkShape(const TableShape& shape, const std::string& name, std::uint64_t bytes) {
    if (shape.rows == 0 || shape.columns == 0) {
        throw Error(name, "holds no vectors", "Give one row for every query");
    }
    if (shape.columns > static_cast<std::uint64_t>(kMaxEmbeddingDimension)) {
        throw Error(name, fmt::format("has vectors of {} numbers", shape.columns),
                    fmt::format("Give vectors of at most {} numbers", kMaxEmbeddingDimension));
    }
    if (shape.rows > kMaxEmbeddingBytes / (shape.columns * sizeof(float))) {
        throw Error(name,
                    fmt::format("{} × {} numbers need more than {} MB", shape.rows, shape.columns,
                                kMaxEmbeddingBytes >> 20U),
                    "Give fewer queries or shorter vectors");
    }
    const std::uint64_t rest = bytes - shape.begin;
    const std::uint64_t whole = rest / shape.rowBytes();
    if (whole < shape.rows) {
        throw Error(fmt::format("{}, row {}", name, whole + 1),
                    fmt::format("breaks off: it has {} of {} rows", whole, shape.rows),
                    "Copy or save the file again");
    }
    if (rest != shape.rows * shape.rowBytes()) {
        throw Error(
            name,
            fmt::format("has {} bytes after its last row", rest - shape.rows * shape.rowBytes()),
            kSave);
    }
}

}  // namespace

CellVector vectorOf(const json& value) {
    CellVector result;
    if (value.is_null()) return result;
    if (value.is_string()) return readVector(value.get_ref<const std::string&>());
    const auto bad = [](std::string problem) { return CellVector{{}, std::move(problem)}; };
    if (!value.is_array()) return bad("is no array of numbers");
    if (value.empty()) return bad("is an empty array");
    if (value.size() > static_cast<std::size_t>(kMaxEmbeddingDimension)) {
        return bad(fmt::format("has more than {} numbers", kMaxEmbeddingDimension));
    }
    result.values.reserve(value.size());
    for (const json& number : value) {
        const float one =
            number.is_number() ? static_cast<float>(number.get<double>()) : std::nanf("");
        if (!std::isfinite(one)) {
            return bad(fmt::format("its number {} is {}", result.values.size() + 1,
                                   number.is_number() ? "too large" : "missing or no number"));
        }
        result.values.push_back(one);
    }
    return result;
}

namespace {

/// The JSON array in what Python prints of a vector: "tensor([[0.1, -0.2]])", "array([0.1, 0.2],
/// dtype=float32)", or NumPy's "[0.1 0.2]" without commas. Empty if it was shortened by "...".
std::string listOf(std::string_view text) {
    if (text.find("...") != std::string_view::npos) return {};
    for (const auto call : {"tensor("sv, "array("sv, "np.array("sv}) {
        if (!text.starts_with(call)) continue;
        const auto end = text.rfind(']');
        if (end == std::string_view::npos || end < call.size()) return {};
        text = text.substr(call.size(), end + 1 - call.size());
    }
    std::string list;
    const bool commas = text.find(',') != std::string_view::npos;
    char last = '[';
    bool blank = false;  // stood before
    for (const char c : text) {
        // Python writes "1." and JSON does not.
        if (last == '.' && (c < '0' || c > '9')) list += '0';
        const bool skip = !commas && std::isspace(static_cast<unsigned char>(c)) != 0;
        if (!skip) {
            if (!commas && blank && last != '[' && c != ']') list += ',';
            list += c;
        }
        last = skip && last != '.' ? last : c;
        blank = skip;
    }
    return list;
}

}  // namespace

CellVector readVector(std::string_view text) {
    if (trimmed(text).empty()) return {};
    if (text.size() > kMaxCellBytes) {
        return {{}, fmt::format("is longer than {} MB", kMaxCellBytes >> 20U)};
    }
    const std::string list = listOf(trimmed(text));
    json value;
    if (list.empty() || !parseJson(list, value).empty() || value.is_string()) {
        return {{}, "is no JSON array of numbers"};
    }
    // An array of one row, as tensors of one query are.
    if (value.is_array() && value.size() == 1 && value[0].is_array()) {
        json row = std::move(value[0]);
        value = std::move(row);
    }
    return vectorOf(value);
}

Embeddings readVectorFile(const std::filesystem::path& file, std::size_t dimension,
                          const Job& job) {
    const std::string name = file.string();
    std::ifstream stream = openForReading(file);
    const std::uint64_t bytes = std::filesystem::file_size(file);
    if (bytes == 0) throw Error(name, "is empty", "Choose a file that holds vectors");
    std::string magic(kMagic.size(), '\0');
    const bool numpy = readBytes(stream, magic) && magic == kMagic;
    const TableShape shape = numpy ? numpyShape(stream, name) : rawShape(file, bytes, dimension);
    checkShape(shape, name, bytes);

    stream.clear();
    stream.seekg(static_cast<std::streamoff>(shape.begin));
    Embeddings vectors(static_cast<Eigen::Index>(shape.rows),
                       static_cast<Eigen::Index>(shape.columns));
    ProgressMeter meter(job, "reading vectors");
    std::string row(static_cast<std::size_t>(shape.rowBytes()), '\0');
    std::vector<double> wide(static_cast<std::size_t>(shape.columns));
    for (Eigen::Index i = 0; i < vectors.rows(); ++i) {
        meter.update(static_cast<double>(i) / static_cast<double>(vectors.rows()));
        if (!readBytes(stream, row)) {
            throw Error(fmt::format("{}, row {}", name, i + 1), "cannot be read",
                        "Check the disk and copy the file again");
        }
        if (shape.type.kind == 'f' && shape.type.bytes == sizeof(float) && !shape.type.big) {
            unpackNumbers(row.data(), std::span(vectors.row(i).data(), wide.size()));
            continue;
        }
        for (std::size_t d = 0; d < wide.size(); ++d) {
            wide[d] = numberAt(row.data() + d * shape.type.bytes, shape.type);
        }
        // Beyond the range of float32 becomes infinite.
        for (std::size_t d = 0; d < wide.size(); ++d) {
            vectors(i, static_cast<Eigen::Index>(d)) = static_cast<float>(wide[d]);
        }
    }
    return vectors;
}

}  // namespace orl
