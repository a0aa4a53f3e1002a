#include "core/lab/bundle.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <sstream>

#include "core/data/text/zip.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

std::string bytesIn(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

void put(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

class Bundles : public LabTest {
  protected:
    Bundles() : m_store(store()) {
        m_scenario = scenario("knn");
        m_scenario.constraints.commonCapacity = 0.4;
        m_scenario.pool.priceMultiplier = {{m_store->workspace.datasets()[0].models[1], 1.37}};
        m_work.scenarios = {{m_scenario, "a note <&\\> \u202e \u05d0", 77}};
        m_work.scenarios[0].scenario.name = "one";
        m_work.monthlyQueries = 1e6;
        m_work.currency = {"EUR", 0.92, "2026-11-29"};
    }
    Bundle write(const std::string& name, bool withData) {
        return writeBundle(path(name), m_store->workspace, m_scenario, m_work, withData, "1.2", {});
    }
    static std::shared_ptr<const SolveView> solved(const std::shared_ptr<Store>& store,
                                                   const Scenario& scenario) {
        return SolveEngine().solve(prepare(store, nullptr, scenario, {}), scenario, {}, {});
    }
    void expectRefused(const std::function<void()>& act, const std::string& words) {
        try {
            act();
            ADD_FAILURE() << "nothing was thrown, instead of: " << words;
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
            EXPECT_FALSE(error.where().empty());
            EXPECT_FALSE(error.remedy().empty());
        }
    }

    std::shared_ptr<Store> m_store;
    Scenario m_scenario;
    SavedWork m_work;
};

TEST_F(Bundles, OpenElsewhereWithTheSameNumbersToTheLastBit) {
    const Bundle written = write("b.orlz", true);
    EXPECT_EQ(readBundle(path("b.orlz"), {}), written);
    unpackBundle(path("b.orlz"), path("there.orlab"), {});
    const auto there = std::make_shared<Store>(Workspace::open(path("there.orlab")));
    EXPECT_EQ(savedWork(there->workspace), m_work);
    ASSERT_EQ(lastScenario(there->workspace), m_scenario);
    EXPECT_TRUE(Workspace::check(path("there.orlab")).problems.empty());
    const auto one = solved(m_store, m_scenario);
    const auto other = solved(there, m_scenario);
    EXPECT_EQ(one->chosen.cost, other->chosen.cost);
    EXPECT_EQ(one->chosen.predictedAccuracy, other->chosen.predictedAccuracy);
    EXPECT_EQ(one->chosen.realizedAccuracy, other->chosen.realizedAccuracy);
    EXPECT_EQ(one->chosen.realizedCost, other->chosen.realizedCost);
    EXPECT_EQ(*one->assignment, *other->assignment);
    // And is an ordinary workspace from then on.
    there->workspace.saveSetting("x", "y");
}

TEST_F(Bundles, TheSameContentsGiveTheSameBytes) {
    write("a.orlz", true);
    write("b.orlz", true);
    EXPECT_EQ(bytesIn(path("a.orlz")), bytesIn(path("b.orlz")));
    // From what was unpacked as well.
    unpackBundle(path("a.orlz"), path("there.orlab"), {});
    const Workspace there = Workspace::open(path("there.orlab"));
    writeBundle(path("c.orlz"), there, m_scenario, m_work, true, "1.2", {});
    EXPECT_EQ(bytesIn(path("a.orlz")), bytesIn(path("c.orlz")));
    write("d.orlz", false);
    write("e.orlz", false);
    EXPECT_EQ(bytesIn(path("d.orlz")), bytesIn(path("e.orlz")));
    EXPECT_LT(std::filesystem::file_size(path("d.orlz")), 4000U);
}

TEST_F(Bundles, WithoutDataTheSameDataAreRequired) {
    const Bundle bundle = write("b.orlz", false);
    requireData(path("b.orlz"), bundle, m_store->workspace, {});
    expectRefused([&] { unpackBundle(path("b.orlz"), path("x.orlab"), {}); }, "holds no data");
    EXPECT_FALSE(std::filesystem::exists(path("x.orlab")));
    // One price other: other numbers.
    Dataset data = m_store->workspace.loadDataset("small");
    data.models[0].inputPrice *= 2.0;
    m_store->workspace.savePrices("small", {data.models[0]});
    expectRefused([&] { requireData(path("b.orlz"), bundle, m_store->workspace, {}); },
                  "\"small\" (240 queries, 5 models");
    const auto none = std::make_shared<Store>(Workspace::create(path("none.orlab")));
    expectRefused([&] { requireData(path("b.orlz"), bundle, none->workspace, {}); },
                  "no data set of that name");
}

TEST_F(Bundles, OfANewerVersionAreRefusedInWords) {
    write("b.orlz", true);
    std::string manifest = zippedText(path("b.orlz"), "manifest.json", 1U << 20U, {});
    manifest.replace(manifest.find("\"version\": 1"), 12, "\"version\": 2");
    std::ofstream out(path("new.orlz"), std::ios::binary);
    ZipWriter zip(out);
    zip.add("manifest.json", manifest);
    zip.add("something.else", "of a later day");
    zip.finish();
    out.close();
    expectRefused([&] { readBundle(path("new.orlz"), {}); }, "a newer version has written it");
    expectRefused([&] { unpackBundle(path("new.orlz"), path("x.orlab"), {}); }, "newer version");
    EXPECT_FALSE(std::filesystem::exists(path("x.orlab")));
}

TEST_F(Bundles, DamagedOrCutAreNeverTakenForWhole) {
    write("b.orlz", true);
    const std::string whole = bytesIn(path("b.orlz"));
    for (std::size_t k = 1; k < 40; ++k) {
        put(path("cut.orlz"), whole.substr(0, whole.size() * k / 40));
        EXPECT_THROW(unpackBundle(path("cut.orlz"), path("x.orlab"), {}), Error) << k;
        EXPECT_FALSE(std::filesystem::exists(path("x.orlab")));
    }
    int harmless = 0;
    for (std::size_t k = 0; k < 60; ++k) {
        std::string broken = whole;
        broken[whole.size() * k / 60] ^= 0x55;
        put(path("broken.orlz"), broken);
        try {
            unpackBundle(path("broken.orlz"), path("x.orlab"), {});
            // Of a byte that says nothing, the data are as they were.
            ++harmless;
            EXPECT_EQ(Workspace::open(path("x.orlab")).loadDataset("small").fingerprint(),
                      m_store->workspace.loadDataset("small").fingerprint());
            std::filesystem::remove(path("x.orlab"));
        } catch (const Error&) {
        }
        EXPECT_FALSE(std::filesystem::exists(path("x.orlab"))) << k;
    }
    EXPECT_LT(harmless, 10);
    put(path("none.orlz"), "");
    put(path("text.orlz"), "no bundle");
    put(path("w.orlz"), bytesIn(path("w.orlab")));
    for (const char* name : {"none.orlz", "text.orlz", "w.orlz", "not-there.orlz"}) {
        EXPECT_THROW(readBundle(path(name), {}), Error) << name;
    }
    expectRefused([&] { readBundle(path("text.orlz"), {}); }, "no bundle");
}

TEST_F(Bundles, NothingIsOverwrittenByOpening) {
    write("b.orlz", true);
    put(path("mine.orlab"), "mine");
    expectRefused([&] { unpackBundle(path("b.orlz"), path("mine.orlab"), {}); },
                  "already is a file");
    EXPECT_EQ(bytesIn(path("mine.orlab")), "mine");
}

TEST_F(Bundles, AFullDiskLeavesWhatWasThere) {
    const auto old = std::signal(SIGXFSZ, SIG_IGN);
    put(path("b.orlz"), "what was there");
    write("good.orlz", true);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    for (const rlim_t most : {rlim_t{1000}, rlim_t{60'000}}) {
        const rlimit little{most, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &little);
        EXPECT_THROW(write("b.orlz", true), Error);
        EXPECT_THROW(unpackBundle(path("good.orlz"), path("x.orlab"), {}), Error);
        setrlimit(RLIMIT_FSIZE, &before);
        EXPECT_EQ(bytesIn(path("b.orlz")), "what was there");
        EXPECT_FALSE(std::filesystem::exists(path("x.orlab")));
    }
    std::signal(SIGXFSZ, old);
    expectRefused([&] { write("no/such/folder.orlz", true); }, "folder");
}

TEST_F(Bundles, StopsWhenAsked) {
    write("b.orlz", true);
    std::stop_source stop;
    stop.request_stop();
    Job job;
    job.stop = stop.get_token();
    EXPECT_THROW(unpackBundle(path("b.orlz"), path("x.orlab"), job), Cancelled);
    EXPECT_THROW(
        writeBundle(path("c.orlz"), m_store->workspace, m_scenario, m_work, true, "1", job),
        Cancelled);
    EXPECT_FALSE(std::filesystem::exists(path("c.orlz")));
}

}  // namespace
}  // namespace orl::testing
