#include "core/data/text/vector.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <fstream>

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

/// What the bytes of a file say about its table.
struct TableShape {
    std::uint64_t rows = 0, columns = 0;
    std::size_t numberBytes = sizeof(float);
    std::uint64_t begin = 0;  ///< byte of the first number
    std::uint64_t rowBytes() const { return columns * numberBytes; }
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

TableShape numpyShape(std::istream& stream, const std::string& name) {
    TableShape shape;
    const json header = numpyHeader(stream, name, shape);
    const json& type = header["descr"];
    if (type == "<f8") {
        shape.numberBytes = sizeof(double);
    } else if (type != "<f4") {
        throw Error(
            name,
            "holds elements of the type " + brief(type) + ", not little-endian float32 or float64",
            kSave);
    }
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

CellVector readVector(std::string_view text) {
    if (trimmed(text).empty()) return {};
    json value;
    if (!parseJson(text, value).empty() || value.is_string()) {
        return {{}, "is no JSON array of numbers"};
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
        if (shape.numberBytes == sizeof(float)) {
            unpackNumbers(row.data(), std::span(vectors.row(i).data(), wide.size()));
            continue;
        }
        unpackNumbers(row.data(), std::span(wide));
        // Beyond the range of float32 becomes infinite.
        for (std::size_t d = 0; d < wide.size(); ++d) {
            vectors(i, static_cast<Eigen::Index>(d)) = static_cast<float>(wide[d]);
        }
    }
    return vectors;
}

}  // namespace orl
