"""Scrapy's side of the comparison: the same pages, the same fields, JSON Lines.

Called by scrapy.go: python3 scrapy_spider.py OUT PAGES_PER_HOST HOST...
Prints pages, reviews and seconds (from the first request to the last line
written, without the interpreter's start) as JSON.
"""
import json
import sys
import time

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess

OUT, PAGES, HOSTS = sys.argv[1], int(sys.argv[2]), sys.argv[3:]


class Reviews(Spider):
    name = "reviews"
    began = 0.0
    pages = 0

    async def start(self):
        for request in self.start_requests():
            yield request

    def start_requests(self):
        Reviews.began = time.perf_counter()
        for page in range(1, PAGES + 1):
            for host in HOSTS:
                yield Request(f"{host}/reviews?page={page}", dont_filter=True)

    def parse(self, response):
        Reviews.pages += 1
        for block in response.xpath('//script[@type="application/ld+json"]/text()').getall():
            data = json.loads(block)
            for r in data.get("review", []):
                rating = r.get("reviewRating") or {}
                yield {
                    "id": r.get("@id"),
                    "url": response.url,
                    "product": data.get("name"),
                    "author": (r.get("author") or {}).get("name"),
                    "date": r.get("datePublished"),
                    "rating": rating.get("ratingValue"),
                    "rating_max": rating.get("bestRating"),
                    "title": r.get("name"),
                    "text": r.get("reviewBody"),
                }


def main():
    process = CrawlerProcess(
        settings={
            "LOG_ENABLED": False,
            "ROBOTSTXT_OBEY": False,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS": 16,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
            "RETRY_ENABLED": False,
            "COOKIES_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "MEMUSAGE_ENABLED": False,
            "FEEDS": {OUT: {"format": "jsonlines"}},
        }
    )
    process.crawl(Reviews)
    process.start()
    seconds = time.perf_counter() - Reviews.began
    with open(OUT, encoding="utf-8") as f:
        reviews = sum(1 for _ in f)
    print(json.dumps({"pages": Reviews.pages, "reviews": reviews, "seconds": seconds}))


main()
