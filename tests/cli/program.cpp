#include "tests/cli/program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace orl::test {

namespace fs = std::filesystem;

pid_t start(const Words& arguments, const fs::path& out, const fs::path& err) {
    Words words = arguments;
    words.insert(words.begin(), ORL_CLI);
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out.c_str(), kFlags, 0600);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err.c_str(), kFlags, 0600);
    pid_t child = 0;
    const int failed = posix_spawn(&child, ORL_CLI, &files, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (failed != 0) throw std::runtime_error("cannot start " ORL_CLI);
    return child;
}

int waitFor(pid_t child) {
    int status = 0;
    if (waitpid(child, &status, 0) < 0) throw std::runtime_error("waitpid failed");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

Folder::Folder() {
    std::string pattern = (fs::temp_directory_path() / "orl-cli-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    m_path = pattern;
}

Folder::~Folder() {
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
}

Finished Folder::run(const Words& arguments) const {
    const fs::path out = m_path / "stdout";
    const fs::path err = m_path / "stderr";
    Finished run;
    run.code = waitFor(start(arguments, out, err));
    run.out = readFile(out);
    run.err = readFile(err);
    return run;
}

std::string Folder::write(const std::string& name, const std::string& text) const {
    std::ofstream(m_path / name, std::ios::binary) << text;
    return (m_path / name).string();
}

std::string readFile(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::vector<Words> readCsv(const fs::path& file) {
    std::istringstream in(readFile(file));
    std::vector<Words> rows;
    for (std::string line; std::getline(in, line);) {
        Words cells;
        std::size_t begin = 0;
        for (std::size_t comma = line.find(','); comma != std::string::npos;
             comma = line.find(',', begin)) {
            cells.push_back(line.substr(begin, comma - begin));
            begin = comma + 1;
        }
        cells.push_back(line.substr(begin));
        rows.push_back(cells);
    }
    return rows;
}

}  // namespace orl::test
