#include "tests/fuzz/targets.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "core/data/import/choices.h"
#include "core/data/import/format.h"
#include "core/data/import/import.h"
#include "core/data/split.h"
#include "core/data/text/csv.h"
#include "core/data/text/json.h"
#include "core/data/text/json_reader.h"
#include "core/data/text/number.h"
#include "core/data/text/packed.h"
#include "core/data/text/python_literal.h"
#include "core/data/text/utf8.h"
#include "core/data/text/vector.h"
#include "core/data/word_vectors.h"
#include "core/data/workspace/workspace.h"
#include "core/own_router.h"
#include "core/scenario.h"
#include "core/support/unicode.h"
#include "ui/net/embedding_protocol.h"

namespace orl::fuzz {

namespace {

/// The bytes as a file in memory.
class MemoryFile {
  public:
    explicit MemoryFile(std::string_view bytes) : m_file(memfd_create("fuzz", MFD_CLOEXEC)) {
        require(m_file >= 0 &&
                write(m_file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }
    ~MemoryFile() { close(m_file); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(m_file); }

  private:
    int m_file;
};

}  // namespace

void csv(std::string_view bytes) {
    const MemoryFile file(bytes);
    allowErrors([&] {
        ByteSource source(file.path());
        source.skipNulBytes();
        CsvReader reader(source);
        std::uint64_t last = 0;
        for (CsvRow row; reader.next(row); last = row.line) {
            require(row.line > last || (row.line >= last && last > 0));
            require(row.fields.empty() == !row.problem.empty() || row.problem.empty());
        }
    });
}

void json(std::string_view bytes) {
    const MemoryFile file(bytes);
    allowErrors([&] {
        ByteSource source(file.path());
        source.skipNulBytes();
        JsonReader reader(source);
        for (JsonRecord record; reader.next(record);) {
            require(record.line > 0);
            require(record.problem.empty() || record.value.is_null());
        }
    });
}

/// What the reader takes, the library takes as well, and means the same.
void jsonText(std::string_view bytes) {
    nlohmann::json value;
    std::string text(bytes);
    const std::string problem = parseJson(text, value);
    const bool known = nlohmann::json::accept(text);
    require(known || !problem.empty());
    if (problem.empty()) require(value == nlohmann::json::parse(text));
    mendJson(text);
    parseJson(text, value);
    std::string again = text;
    require(mendJson(again).empty() || again != text || parseJson(text, value).empty());
}

void pythonLiteral(std::string_view bytes) {
    const PythonLiteral literal = readPythonLiteral(bytes);
    require(literal.ok() || literal.value.is_null());
    std::string text;
    joinPythonList(bytes, text);
}

void number(std::string_view bytes) {
    for (const bool comma : {false, true}) {
        const CellNumber read = readNumber(bytes, comma);
        if (read.state == CellNumber::State::Number) require(std::isfinite(read.value));
    }
    allowErrors([&] { scoreScaleFrom(std::string(bytes)); });
    allowErrors([&] { splitRuleFrom(std::string(bytes), 1); });
}

void vector(std::string_view bytes) {
    for (const float one : readVector(bytes).values) require(std::isfinite(one));
}

void vectorFile(std::string_view bytes) {
    const MemoryFile file(bytes);
    allowErrors([&] { readVectorFile(file.path(), 0); });
    allowErrors([&] { readVectorFile(file.path(), 3); });
}

namespace {

void readWords(const std::filesystem::path& file) {
    const WordVectors read = readWordVectors(file, [](std::string_view word, std::size_t rank) {
        return rank < 3 || word.size() % 2 == 0;
    });
    require(read.vectors.rows() == static_cast<Eigen::Index>(read.words.size()));
    require(read.vectors.allFinite());
    require(read.fileWords > 0);
}

}  // namespace

void wordVectors(std::string_view bytes) {
    const MemoryFile file(bytes);
    allowErrors([&] { readWords(file.path()); });
}

void wordTable(std::string_view bytes) {
    constexpr std::string_view kBetween = "\n====\n";
    const std::size_t end = std::min(bytes.find(kBetween), bytes.size());
    const auto folder =
        std::filesystem::temp_directory_path() / ("orl_fuzz_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const auto put = [&](const char* name, std::string_view content) {
        std::ofstream out(folder / name, std::ios::binary);
        out.write(content.data(), static_cast<std::streamsize>(content.size()));
    };
    put("tokenizer.json", bytes.substr(0, end));
    put("model.safetensors", bytes.substr(std::min(end + kBetween.size(), bytes.size())));
    allowErrors([&] { readWords(folder / "model.safetensors"); });
    std::filesystem::remove_all(folder);
}

void priceList(std::string_view bytes) {
    const MemoryFile file(bytes);
    allowErrors([&] {
        const PriceList list = readPriceList(file.path());
        require(!list.prices.empty());
        for (const auto& [name, model] : list.prices) require(!(model.inputPrice < 0.0));
    });
}

void choices(std::string_view bytes) {
    const MemoryFile file(bytes);
    allowErrors([&] {
        const ChoicesFile read = readChoices(file.path());
        require(!read.choices.entries.empty());
        for (const QueryChoice& choice : read.choices.entries) {
            require(choice.model < read.choices.models.size());
            require(!choice.id.empty() || choice.text != 0 || choice.row >= 0);
        }
        for (const std::string& model : read.choices.models) require(printable(model) == model);
    });
}

void ownRouter(std::string_view bytes) {
    allowErrors([&] {
        const OwnRouter read = OwnRouter::fromJson(bytes);
        require(OwnRouter::fromJson(read.toJson()) == read);
    });
    allowErrors([&] { ownRouterFrom(bytes); });
}

void packed(std::string_view bytes) {
    const MemoryFile file(bytes);
    allowErrors([&] {
        ByteSource source(file.path());
        std::size_t total = 0;
        for (auto piece = source.next(); !piece.empty(); piece = source.next()) {
            total += piece.size();
            if (total > (64U << 20U)) break;
        }
    });
}

/// The first byte says whether a format is named, and which; the rest is the file.
void importFile(std::string_view bytes) {
    if (bytes.empty()) return;
    const std::size_t named = static_cast<unsigned char>(bytes.front());
    const MemoryFile file(bytes.substr(1));
    ImportOptions options;
    options.name = "fuzz";
    options.files = {file.path()};
    if (named > 0 && named <= allFormats().size()) options.format = allFormats()[named - 1].id;
    if (named == 32) options.scoreScale = ScoreScale{0.0, 100.0};
    allowErrors([&] {
        const ImportResult result = importFiles(options);
        const Dataset& data = result.dataset;
        require(data.queryCount() > 0 && data.modelCount() > 0);
        require(static_cast<std::size_t>(data.score.rows()) == data.queryCount());
        require(static_cast<std::size_t>(data.score.cols()) == data.modelCount());
        require(!(data.score < 0.0).any() && !(data.score > 1.0).any());
        require(!(data.cost < 0.0).any() && !data.cost.isInf().any());
        for (const ModelInfo& model : data.models) require(printable(model.name) == model.name);
        for (const Query& query : data.queries) {
            std::string text = query.text;
            require(repairUtf8(text) == 0 && !query.split.empty());
        }
        const std::string report = result.report.toText();
        require(printableLines(report) == report);
        require(nlohmann::json::accept(result.report.toJson()));
    });
}

void serverAnswer(std::string_view bytes) {
    const Secrets secrets({"sk-0123456789"});
    require(serverMessage(bytes, secrets).find("0123456789") == std::string::npos);
    allowErrors([&] {
        const Embeddings vectors = readEmbeddingAnswer(bytes, 2, "server");
        require(vectors.rows() == 2 && vectors.array().isFinite().all());
    });
}

void scenario(std::string_view bytes) {
    allowErrors([&] {
        const Scenario read = Scenario::fromJson(std::string(bytes));
        require(Scenario::fromJson(read.toJson()) == read);
    });
}

void workspace(std::string_view bytes) {
    const auto path = std::filesystem::temp_directory_path() /
                      ("orl_fuzz_" + std::to_string(getpid()) + ".orlab");
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    allowErrors([&] {
        const Workspace opened = Workspace::open(path, Workspace::Access::ReadOnly);
        for (const DatasetSummary& summary : opened.datasets()) {
            allowErrors([&] {
                const Dataset data = opened.loadDataset(summary.name);
                require(static_cast<std::size_t>(data.score.rows()) == data.queryCount());
            });
        }
        allowErrors([&] { opened.scenarios(); });
        allowErrors([&] { opened.runs(); });
        allowErrors([&] { opened.setting("scenario"); });
    });
    std::error_code ignored;
    for (const char* end : {"", "-wal", "-shm", "-journal"}) {
        std::filesystem::remove(path.string() + end, ignored);
    }
}

}  // namespace orl::fuzz
