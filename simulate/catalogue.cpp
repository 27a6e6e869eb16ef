#include "simulate/catalogue.hpp"

#include <array>
#include <string_view>

namespace tributary::simulation {
namespace {

using namespace protocol;
using money::Method;

struct Word {
  std::string_view chinese;
  std::string_view english;
};

constexpr std::array cities{
    Word{"杭州", "Hangzhou"},  Word{"成都", "Chengdu"},  Word{"苏州", "Suzhou"},
    Word{"武汉", "Wuhan"},     Word{"西安", "Xi'an"},    Word{"长沙", "Changsha"},
    Word{"青岛", "Qingdao"},   Word{"厦门", "Xiamen"},   Word{"昆明", "Kunming"},
    Word{"宁波", "Ningbo"},    Word{"南京", "Nanjing"},  Word{"合肥", "Hefei"},
    Word{"郑州", "Zhengzhou"}, Word{"泉州", "Quanzhou"}, Word{"佛山", "Foshan"},
    Word{"大连", "Dalian"},    Word{"贵阳", "Guiyang"},  Word{"哈尔滨", "Harbin"},
    Word{"温州", "Wenzhou"},   Word{"南昌", "Nanchang"},
};

constexpr std::array businesses{
    Word{"茶馆", "tea house"},
    Word{"面包房", "bakery"},
    Word{"自行车行", "bicycle shop"},
    Word{"书店", "bookshop"},
    Word{"民宿", "guest house"},
    Word{"家具厂", "furniture maker"},
    Word{"幼儿园", "nursery school"},
    Word{"诊所", "clinic"},
    Word{"果园合作社", "orchard co-op"},
    Word{"服装厂", "clothing works"},
    Word{"冷链物流", "cold-chain haulier"},
    Word{"印刷厂", "printing works"},
    Word{"饭馆", "restaurant"},
    Word{"五金厂", "hardware maker"},
    Word{"电商公司", "online shop"},
    Word{"渔业公司", "fishery"},
    Word{"花店", "florist"},
    Word{"软件公司", "software studio"},
    Word{"汽修厂", "garage"},
    Word{"酿酒坊", "winery"},
};

constexpr std::array purposes{
    Word{"流动资金", "working capital"},
    Word{"设备更新", "new equipment"},
    Word{"店面装修", "refitting"},
    Word{"新店开业", "a second branch"},
    Word{"原料采购", "raw materials"},
    Word{"应收账款周转", "bridging invoices"},
    Word{"旺季备货", "stock for the season"},
    Word{"节能改造", "energy saving"},
};

template <std::size_t count>
const Word& any_of(base::Dice& dice, const std::array<Word, count>& words) {
  return words[dice.below(count)];
}

struct Product {
  Method method;
  std::int32_t periods;
  std::int64_t rate_ppm;
  money::Basis basis;
  money::BusinessDayRule business_days;
  money::Period every{};
};

/// All five methods; shorter loans are cheaper.
constexpr std::array products{
    Product{Method::annuity, 12, 96'000, money::Basis::thirty_360, money::BusinessDayRule::as_is},
    Product{Method::annuity, 24, 108'000, money::Basis::thirty_360, money::BusinessDayRule::as_is},
    Product{Method::annuity, 6, 78'000, money::Basis::thirty_360, money::BusinessDayRule::next},
    Product{Method::equal_principal, 12, 102'000, money::Basis::thirty_360,
            money::BusinessDayRule::as_is},
    Product{Method::interest_only, 12, 90'000, money::Basis::thirty_360,
            money::BusinessDayRule::next},
    Product{Method::interest_only, 6, 81'000, money::Basis::act_365, money::BusinessDayRule::next},
    Product{Method::bullet, 3, 66'000, money::Basis::act_365, money::BusinessDayRule::next},
    Product{Method::bullet, 1, 54'000, money::Basis::act_360, money::BusinessDayRule::next},
    Product{Method::flat, 12, 60'000, money::Basis::thirty_360, money::BusinessDayRule::as_is},
    Product{Method::annuity, 26, 84'000, money::Basis::act_365, money::BusinessDayRule::next,
            money::Period{1, money::PeriodUnit::week}},
};

/// From 300,000 to about 8 million yuan in thousands, small ones more often.
Amount plausible_principal(base::Dice& dice) {
  constexpr std::int64_t thousand = 100'000;
  const std::int64_t octave = std::int64_t{1} << dice.below(5);
  return {thousand * octave * dice.between(300, 500)};
}

}  // namespace

std::string plausible_title(base::Dice& dice) {
  const Word& city = any_of(dice, cities);
  const Word& business = any_of(dice, businesses);
  const Word& purpose = any_of(dice, purposes);
  if (dice.one_in(3)) {
    std::string title(business.english);
    title.front() = static_cast<char>(title.front() - 'a' + 'A');
    return title + " in " + std::string(city.english) + ": " + std::string(purpose.english);
  }
  return std::string(city.chinese) + std::string(business.chinese) + "：" +
         std::string(purpose.chinese);
}

CreateListing plausible_listing(base::Dice& dice) {
  const Product& product = products[dice.below(products.size())];
  CreateListing listing;
  listing.title.text = plausible_title(dice);
  listing.principal = plausible_principal(dice);
  listing.terms.method = product.method;
  listing.terms.periods = product.periods;
  listing.terms.every = product.every;
  listing.terms.annual_rate = {product.rate_ppm + 3'000 * dice.between(-2, 6)};
  listing.terms.basis = product.basis;
  listing.terms.business_days = product.business_days;
  listing.rules.bid_amount_min = {100'000};
  listing.rules.bid_amount_step = {100'000};
  listing.rules.investor_amount_max = {listing.principal.minor / 500'000 * 100'000};
  listing.rules.risk_level = static_cast<std::uint8_t>(dice.below(3));
  listing.fees.service = {5'000 * dice.between(1, 4)};
  listing.fees.interest = {50'000};
  listing.fees.prepayment = {5'000};
  listing.late.grace_days = 3;
  listing.late.interest = {500};
  listing.late.fee = {100};
  listing.late.write_off_after_days = dice.one_of<std::uint16_t>({60, 90, 180});
  const std::uint64_t who = dice.below(10);
  listing.late.compensator = who < 6   ? Compensator::guarantor
                             : who < 9 ? Compensator::reserve_fund
                                       : Compensator::nobody;
  if (listing.late.compensator != Compensator::nobody) {
    listing.late.compensate_after_days = static_cast<std::uint16_t>(dice.one_in(2) ? 15 : 30);
    listing.late.compensation =
        dice.one_in(2) ? CompensationScope::loan : CompensationScope::instalment;
  }
  if (listing.late.compensator == Compensator::guarantor) listing.fees.guarantee = {10'000};
  if (listing.late.compensator == Compensator::reserve_fund) listing.fees.reserve = {15'000};
  return listing;
}

}  // namespace tributary::simulation
