// What reading costs per byte, from a kilobyte to a hundred megabytes of every format: the figures
// of a row are alike, or a reader is not linear. Prints a table; bench_parsing [MEGABYTES=100]
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/data/text/json.h"
#include "core/data/text/python_literal.h"
#include "core/support/error.h"

namespace {

namespace fs = std::filesystem;

/// A file is begin, rows joined by between, end.
struct Layout {
    const char* name;
    std::string begin, between, end;
    std::function<std::string(std::size_t)> row;
};

std::string question(std::size_t i) {
    return fmt::format("What is {} plus {}, and why does the baker not know it?", i, 7 * i);
}

std::vector<Layout> layouts() {
    const auto omnirouter = [](std::size_t i) {
        return fmt::format(
            R"({{"query":"{}","outputs":[{{"model_name":"a","correctness":1,"output_token_length":{}}},{{"model_name":"b","correctness":0,"output_token_length":9}}]}})",
            question(i), i % 500);
    };
    const auto plain = [](std::size_t i) {
        return fmt::format(R"({{"prompt":"{}","task":"t","scores":{{"a":0.5,"b":{}}}}})",
                           question(i), i % 2);
    };
    return {
        {"omnirouter-json, array", "[", ",\n", "]", omnirouter},
        {"omnirouter-json, lines", "", "\n", "\n", omnirouter},
        {"routerdc-json", "[", ",\n", "]",
         [](std::size_t i) {
             return fmt::format(R"({{"question":"{}","scores":"{{'a': 0.5, 'b': {}}}"}})",
                                question(i), i % 2);
         }},
        {"routerarena-json", "", "\n", "\n",
         [](std::size_t i) {
             return fmt::format(
                 R"({{"global_index":"T_{}","question":"{}","llm_selected":"a","token_usage":{{"input_tokens":9,"output_tokens":4}},"evaluation_result":{{"score":1,"inference_cost":0.001}}}})",
                 i, question(i));
         }},
        {"llmrouterbench-json", R"({"model_name":"a","dataset_name":"d","records":[)", ",\n", "]}",
         [](std::size_t i) {
             return fmt::format(
                 R"({{"index":{},"origin_query":"{}","score":1,"prompt_tokens":9,"completion_tokens":4,"cost":0.001}})",
                 i, question(i));
         }},
        {"sprout", "", "\n", "\n",
         [](std::size_t i) {
             return fmt::format(
                 R"({{"prompt":"{}","a":{{"score":1,"num_input_tokens":9,"num_output_tokens":4}},"b":{{"score":0,"num_input_tokens":9,"num_output_tokens":4}}}})",
                 question(i));
         }},
        {"plain-table, JSON Lines", "", "\n", "\n", plain},
        {"plain-table, CSV", "query,model,score,cost\n", "\n", "\n",
         [](std::size_t i) { return fmt::format("\"{}\",m{},0.5,0.001", question(i / 2), i % 2); }},
        {"routerbench-wide",
         "sample_id,prompt,eval_name,a,b,a|model_response,b|model_response,a|total_cost,b|total_"
         "cost\n",
         "\n", "\n",
         [](std::size_t i) {
             return fmt::format("{},\"['{}']\",t,1,0,\"['A']\",\"['B, since']\",0.01,0.02", i,
                                question(i));
         }},
        {"routerbench-long",
         "sample_id,eval_name,model_name,prompt,performance,model_response,cost\n", "\n", "\n",
         [](std::size_t i) {
             return fmt::format("{},t,m{},\"['{}']\",1,\"['A']\",0.01", i / 2, i % 2,
                                question(i / 2));
         }},
        {"routellm-csv", "prompt,a,b\n", "\n", "\n",
         [](std::size_t i) { return fmt::format("\"{}\",True,False", question(i)); }},
        {"rows that are refused", "prompt,a,b\nq,True,False\n", "\n", "\n",
         [](std::size_t i) { return fmt::format("\"{}\",True", question(i)); }},
        {"records that are refused",
         R"([{"query":"q","outputs":[{"model_name":"a","correctness":1}]},)", ",", "]",
         [](std::size_t i) { return fmt::format(R"({{"query":"{}" "outputs"}})", question(i)); }},
    };
}

std::string textOf(const Layout& layout, std::size_t bytes) {
    std::string text = layout.begin;
    for (std::size_t i = 0; i == 0 || text.size() + layout.end.size() < bytes; ++i) {
        if (i > 0) text += layout.between;
        text += layout.row(i);
    }
    return text + layout.end;
}

/// Nanoseconds of the processor a byte, the best of as many runs as fit into a fifth of a second,
/// at least one.
double costOf(std::size_t bytes, const std::function<void()>& work) {
    constexpr double nanoseconds = 1e9 / CLOCKS_PER_SEC;
    double best = 1e300;
    const std::clock_t begin = std::clock();
    do {
        const std::clock_t from = std::clock();
        work();
        best = std::min(best, static_cast<double>(std::clock() - from) * nanoseconds);
    } while (std::clock() - begin < CLOCKS_PER_SEC / 5);
    return best / static_cast<double>(bytes);
}

void printRow(const std::string& name, std::size_t most,
              const std::function<double(std::size_t)>& cost, std::size_t limit) {
    fmt::print("| {} |", name);
    for (std::size_t bytes = 1000; bytes <= most; bytes *= 10) {
        if (bytes > limit) {
            fmt::print(" – |");
        } else {
            fmt::print(" {:.0f} |", cost(bytes));
        }
        std::fflush(stdout);
    }
    fmt::print("\n");
}

double importCost(const fs::path& file, std::size_t bytes) {
    return costOf(bytes, [&] {
        orl::ImportOptions options;
        options.name = "bench";
        options.files = {file};
        orl::importFiles(options);
    });
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t most = (argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100) * 1'000'000;
    const fs::path folder = fs::temp_directory_path() / fmt::format("orl_parsing_{}", getpid());
    fs::create_directories(folder);
    const fs::path file = folder / "data";
    const auto write = [&](const std::string& text) {
        std::ofstream(file, std::ios::binary) << text;
    };
    for (const Layout& layout : layouts()) {
        printRow(
            layout.name, most,
            [&](std::size_t bytes) {
                write(textOf(layout, bytes));
                return importCost(file, fs::file_size(file));
            },
            most);
    }
    for (const char* packer : {"gzip -1", "bzip2 -1", "xz -0", "zstd -1"}) {
        printRow(
            fmt::format("plain-table, CSV, {}", packer), most,
            [&](std::size_t bytes) {
                const std::string text = textOf(layouts()[7], bytes);
                write(text);
                const fs::path packed = folder / "packed";
                const auto command =
                    fmt::format("{} -c {} > {}", packer, file.string(), packed.string());
                if (std::system(command.c_str()) != 0) std::abort();
                return importCost(packed, text.size());
            },
            most);
    }
    const std::vector<std::pair<const char*, const char*>> values = {
        {"one record of numbers", "0.25,"},
        {"… of arrays", "[],"},
        {"… of objects", "{\"a\":{}},"}};
    for (const auto& [name, value] : values) {
        printRow(
            name, most,
            [text = std::string(value)](std::size_t bytes) {
                std::string json = "[";
                while (json.size() < bytes) json += text;
                json += "0]";
                nlohmann::json parsed;
                return costOf(json.size(), [&] {
                    if (!orl::parseJson(json, parsed).empty()) std::abort();
                });
            },
            5'000'000);
    }
    printRow(
        "one Python literal", most,
        [](std::size_t bytes) {
            std::string literal = "{'a': 1";
            for (int k = 0; literal.size() < bytes; ++k)
                literal += fmt::format(", 'k{}': [{}, None]", k, k);
            literal += "}";
            return costOf(literal.size(), [&] {
                if (!orl::readPythonLiteral(literal).ok()) std::abort();
            });
        },
        4'000'000);
    fs::remove_all(folder);
    return 0;
}
