#include "ui/pages/duals/page.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/charts/query_plane.h"
#include "ui/pages/duals/hand.h"
#include "ui/pages/duals/own_instance.h"
#include "ui/pages/duals/routings_panel.h"
#include "ui/pages/duals/theatre_panel.h"
#include "ui/pages/duals/touch_view.h"
#include "ui/results/batch_choice.h"
#include "ui/session/session.h"
#include "ui/style/tokens.h"
#include "ui/widgets/segment.h"

namespace orl {

DualsPage::DualsPage(Session& session, QWidget* parent)
    : Page(parent),
      m_bar(new QWidget),
      m_choice(new QButtonGroup(this)),
      m_views(new QStackedWidget),
      m_touch(new TouchView(session)),
      m_theatre(new TheatrePanel(session)),
      m_routings(new RoutingsPanel(session)),
      m_batch(new BatchChoice(session)),
      m_own(new OwnInstanceButton(session, *m_routings)) {
    m_segments = new QHBoxLayout(m_bar);
    m_segments->setContentsMargins(0, 0, 0, 0);
    m_segments->setSpacing(0);
    auto* batch = new QLabel(tr("Batch"));
    batch->setBuddy(m_batch);
    m_segments->addSpacing(2 * space::kGap);
    m_segments->addWidget(batch);
    m_segments->addSpacing(space::kGap);
    m_segments->addWidget(m_batch);
    m_segments->addStretch(1);
    m_segments->addWidget(m_own);
    m_bar->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kGap);
    column->addWidget(m_bar);
    column->addWidget(m_views, 1);
    connect(m_choice, &QButtonGroup::idClicked, m_views, &QStackedWidget::setCurrentIndex);
    connect(m_touch, &TouchView::exported, this, &DualsPage::exported);
    connect(m_touch, &TouchView::queryAsked, this, &DualsPage::queryAsked);
    connect(m_touch->hand(), &PriceHand::stateChanged, m_theatre,
            [this] { m_theatre->setOwnPrices(m_touch->hand()->state().prices); });
    connect(m_touch->plane(), &QueryPlane::modelMoving, this,
            [this](int model, double quality, double price) {
                movePair(model, quality, price, false);
            });
    connect(
        m_touch->plane(), &QueryPlane::modelMoved, this,
        [this](int model, double quality, double price) { movePair(model, quality, price, true); });
    connect(&session, &Session::visitingChanged, this,
            [this] { m_touch->plane()->setEditable(m_own->isOn()); });
    addView(tr("Touch the price"), m_touch);
    addView(tr("Theatre"), m_theatre);
    addView(tr("All routings"), m_routings);
}

void DualsPage::addView(const QString& title, QWidget* view) {
    const int index = m_views->addWidget(view);
    auto* segment = new Segment(title);
    segment->setChecked(index == 0);
    segment->setPlace(index == 0 ? Segment::Place::First : Segment::Place::Last);
    if (index > 1) {
        static_cast<Segment*>(m_choice->button(index - 1))->setPlace(Segment::Place::Middle);
    }
    m_choice->addButton(segment, index);
    m_segments->insertWidget(index, segment);
    m_bar->setVisible(m_views->count() > 1);
}

bool DualsPage::isBusy() const {
    return m_touch->isBusy() || m_theatre->isBusy() || m_routings->isBusy();
}

/// Of the query that is shown, in an instance of one's own: its price there is with the slot's. On
/// the way the rest of the window answers; the pictures here wait until the hand lets go, or the
/// point would run away under it.
void DualsPage::movePair(int column, double quality, double price, bool last) {
    const auto query = m_touch->query();
    const auto& view = m_touch->hand()->view();
    if (query && view && column >= 0) {
        constexpr double kPerQuery = 1e-3;
        const double slot = view->answer.prices.capacityPrice[std::size_t(column)];
        const double cost = price * kPerQuery - slot;
        m_touch->hand()->setActive(last);
        if (last) {
            m_own->movePair(*query, std::size_t(column), cost, quality);
        } else {
            m_own->holdPair(*query, std::size_t(column), cost, quality);
        }
    }
    if (last) m_touch->hand()->setActive(true);
}

void DualsPage::showView(int index) {
    m_choice->button(index)->setChecked(true);
    m_views->setCurrentIndex(index);
}

QByteArray DualsPage::saveLayout() const {
    return m_touch->saveLayout();
}

void DualsPage::restoreLayout(const QByteArray& state) {
    m_touch->restoreLayout(state);
}

}  // namespace orl
