#include "ui/pages/duals/own_instance.h"

#include <QMenu>
#include <functional>
#include <utility>

#include "ui/pages/duals/routings_panel.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"

namespace orl {

OwnInstanceButton::OwnInstanceButton(Session& session, RoutingsPanel& routings, QWidget* parent)
    : QToolButton(parent), m_session(session), m_routings(routings) {
    setText(tr("Own instance"));
    setToolTip(
        tr("A few queries and models of your own: drag a model's point in One query, and see "
           "prices, bound and routing answer"));
    setPopupMode(InstantPopup);
    setMenu(new QMenu(this));
    connect(menu(), &QMenu::aboutToShow, this, &OwnInstanceButton::fillMenu);
    connect(&session, &Session::visitingChanged, this, &OwnInstanceButton::showState);
    const auto keep = [this] {
        if (!isOn()) return;
        m_last = m_session.prepared()->data;
        m_lastScenario = m_session.scenario();
    };
    connect(&session, &Session::preparedChanged, this, keep);
    connect(&session, &Session::visitingChanged, this, keep);
    connect(&session, &Session::scenarioChanged, this, keep);
    connect(&m_throttle, &Throttle::fired, this, [this] {
        if (!m_held || !m_begun || !isOn()) return;
        auto next = std::make_shared<Dataset>(*m_begun);
        m_held(*next);
        m_session.amendGuest(std::move(next));
    });
}

bool OwnInstanceButton::isOn() const {
    const auto& prepared = m_session.prepared();
    return m_session.isVisiting() && prepared && isOwnInstance(*prepared->data);
}

void OwnInstanceButton::showState() {
    if (!isOn()) {
        m_earlier.clear();
        m_begun.reset();
        m_held = nullptr;
    }
    setText(isOn() ? tr("Own instance ●") : tr("Own instance"));
}

void OwnInstanceButton::fillMenu() {
    menu()->clear();
    menu()->addAction(tr("Two queries of a &textbook"), this, &OwnInstanceButton::beginTextbook);
    QAction* drawn = menu()->addAction(tr("The &queries drawn for All routings"), this,
                                       &OwnInstanceButton::beginDrawn);
    drawn->setEnabled(m_routings.view() != nullptr);
    if (canGoOn()) {
        menu()->addAction(tr("&Go on with the last one"), this, &OwnInstanceButton::goOn);
    }
    if (!isOn()) return;
    const Dataset& instance = *m_session.prepared()->data;
    menu()->addSeparator();
    menu()
        ->addAction(tr("&Add a query"), this, &OwnInstanceButton::addQuery)
        ->setEnabled(instance.queryCount() < kMostOwnQueries);
    menu()
        ->addAction(tr("Add a &model"), this, &OwnInstanceButton::addModel)
        ->setEnabled(instance.modelCount() < kMostOwnModels);
    QMenu* queries = menu()->addMenu(tr("&Remove a query"));
    for (std::size_t i = 0; i < instance.queryCount(); ++i) {
        queries->addAction(labelText(instance.queries[i].text), this,
                           [this, i] { removeQuery(i); });
    }
    queries->setEnabled(instance.queryCount() > 1);
    QMenu* models = menu()->addMenu(tr("Remove a mo&del"));
    for (std::size_t j = 0; j < instance.modelCount(); ++j) {
        models->addAction(labelText(instance.models[j].name), this, [this, j] { removeModel(j); });
    }
    models->setEnabled(instance.modelCount() > 1);
    menu()
        ->addAction(tr("Take the last change &back"), this, &OwnInstanceButton::takeBack)
        ->setEnabled(canTakeBack());
    menu()->addSeparator();
    menu()->addAction(tr("&Leave: back to your own data"), this, [this] { m_session.leave(); });
}

void OwnInstanceButton::beginTextbook() {
    m_earlier.clear();
    m_session.visit(std::make_shared<const Dataset>(textbookInstance()), textbookScenario());
}

void OwnInstanceButton::beginDrawn() {
    const auto& view = m_routings.view();
    if (!view) return;
    std::vector<std::string> names;
    names.reserve(view->batch.queries.size());
    for (std::size_t i = 0; i < view->batch.queries.size(); ++i) {
        names.push_back("query " + std::to_string(i + 1));
    }
    m_earlier.clear();
    m_session.visit(std::make_shared<const Dataset>(instanceOf(view->batch, names)),
                    scenarioOf(view->batch));
}

void OwnInstanceButton::goOn() {
    if (canGoOn()) m_session.visit(m_last, m_lastScenario);
}

void OwnInstanceButton::change(const std::function<void(Dataset&)>& edit) {
    if (!isOn()) return;
    const std::shared_ptr<const Dataset> before =
        m_begun ? std::exchange(m_begun, nullptr) : m_session.prepared()->data;
    m_held = nullptr;
    auto next = std::make_shared<Dataset>(*before);
    edit(*next);
    if (m_session.amendGuest(std::move(next))) m_earlier.push_back(before);
}

void OwnInstanceButton::addQuery() {
    change([](Dataset& instance) { orl::addQuery(instance); });
}

void OwnInstanceButton::addModel() {
    change([](Dataset& instance) { orl::addModel(instance); });
}

void OwnInstanceButton::removeQuery(std::size_t query) {
    change([query](Dataset& instance) { orl::removeQuery(instance, query); });
}

void OwnInstanceButton::removeModel(std::size_t model) {
    change([model](Dataset& instance) { orl::removeModel(instance, model); });
}

namespace {

std::function<void(Dataset&)> pairEdit(std::size_t query, std::size_t model, double cost,
                                       double quality) {
    return [=](Dataset& instance) {
        // What is shown may still be of the instance before.
        if (query < instance.queryCount() && model < instance.modelCount())
            setPair(instance, query, model, cost, quality);
    };
}

}  // namespace

void OwnInstanceButton::holdPair(std::size_t query, std::size_t model, double cost,
                                 double quality) {
    if (!isOn()) return;
    if (!m_begun) m_begun = m_session.prepared()->data;
    m_held = pairEdit(query, model, cost, quality);
    m_throttle.call();
}

void OwnInstanceButton::movePair(std::size_t query, std::size_t model, double cost,
                                 double quality) {
    change(pairEdit(query, model, cost, quality));
}

void OwnInstanceButton::takeBack() {
    if (m_earlier.empty() || !isOn()) return;
    if (m_session.amendGuest(m_earlier.back())) m_earlier.pop_back();
}

}  // namespace orl
